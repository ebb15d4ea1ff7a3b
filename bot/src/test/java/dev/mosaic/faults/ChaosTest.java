package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Three nodes, people who want things, and everything that can break, at random: by the seed that
 * is printed. Then the world heals, and nothing may be lost, doubled or left.
 */
@Tag("faults")
@Isolated
class ChaosTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final FaultyNetwork network = new FaultyNetwork();
    private FaultsWorld world;

    @AfterEach
    void end() throws Exception {
        if (world != null) {
            world.close();
        }
        network.close();
    }

    @Test
    void nothingIsLostDoubledOrLeft() throws Exception {
        var random = new Random(Sample.seed());
        world = new FaultsWorld(folder, 3, network);
        var people = new People(world, new Random(random.nextLong()));
        var trouble = new Trouble(world, network, new Random(random.nextLong()));
        world.script("run: \"sleep 1\"\n        write: {path: fixed, text: \"fixed\\n\"}");

        var end = System.nanoTime() + length().toNanos();
        var asking = Thread.ofVirtual().start(() -> people.askUntil(end));
        trouble.makeUntil(end);
        asking.join();
        trouble.heal();
        people.handInTheRest();

        System.out.println("chaos: " + trouble.counts() + ", " + people.counts());
        assertThat(trouble.made()).as("faults that were made").isPositive();
        assertThat(people.acknowledged()).as("commands that were accepted").isPositive();
        await("quiet after the storm")
                .atMost(Duration.ofMinutes(10))
                .ignoreExceptions()
                .until(world::isQuiet);
        // whoever was stopped between saying and noting may say it again, under the same key
        world.maySayTwice("true");
        assertThat(world.newViolations()).isEmpty();
    }

    /** {@code -Dfaults.chaos=60s} */
    private static Duration length() {
        return Duration.parse("PT" + System.getProperty("faults.chaos", "60s"));
    }
}
