package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.testkit.FaultyProxy.Fault;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node is told to end while an agent works and what it would tell of that is away. */
@Tag("faults")
class ShutdownTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final FaultyNetwork network = new FaultyNetwork();
    private FaultsWorld world;

    enum Away {
        DATABASE,
        HINTS
    }

    @AfterEach
    void end() throws Exception {
        if (world != null) {
            world.close();
        }
        network.close();
    }

    @ParameterizedTest
    @EnumSource
    void theNodeEndsWithItsAgentAndTheJobGoesOnLater(Away away) throws Exception {
        world = new FaultsWorld(folder, 1, network);
        world.script(world.blocking());
        var fix =
                world.deliveries()
                        .of("ada", FaultsWorld.GOOD, "fix #" + world.openIssue(FaultsWorld.GOOD));
        var job = UUID.fromString(world.deliveries().handUntilAcknowledged(fix).job());
        await().atMost(FaultsWorld.PATIENCE).until(world::isBlocked);
        var way = (away == Away.DATABASE ? network.databases() : network.hints()).getFirst();
        var node = world.nodes().getFirst();

        way.become(new Fault.Blackhole());
        var told = System.nanoTime();
        Signals.send("TERM", node.pid());

        await("the end of the node").atMost(FaultsWorld.PATIENCE).until(() -> !node.isAlive());
        System.out.printf(
                "%s away: the node ended after %d ms%n",
                away, (System.nanoTime() - told) / 1_000_000);
        assertThat(world.isBlocked()).as("the agent works on").isFalse();

        way.become(new Fault.None());
        world.script(world.right());
        world.bringBack();
        assertThat(world.awaitFinal(job)).isEqualTo("COMPLETED");
        world.assertInvariants();
    }
}
