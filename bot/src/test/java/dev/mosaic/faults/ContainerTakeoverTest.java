package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A node dies while five agents work for it in containers. */
@Tag("faults")
@ExtendWith(LocalEngine.class)
class ContainerTakeoverTest {
    private static final int AGENTS = 5;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private FaultsWorld world;

    @AfterEach
    void end() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void anotherNodeEndsWhatItBeganAndNoContainerIsLeft() throws Exception {
        var settings =
                Stream.concat(
                                Stream.of(LocalEngine.settings()),
                                Stream.of("mosaic.queue.slots=" + AGENTS))
                        .toList();
        world = new FaultsWorld(folder, 2, Addresses.STRAIGHT, settings);
        var dying = world.nodes().getFirst();
        var other = world.nodes().getLast();
        other.kill();
        world.script(world.blocking());

        var jobs = fixes();
        await("agents in containers")
                .atMost(FaultsWorld.PATIENCE)
                .until(() -> LocalEngine.runningOf(world.nodeId(dying.name())) == AGENTS);
        world.script(world.right());
        dying.kill();
        other.begin().awaitReady();

        assertThat(jobs)
                .allSatisfy(job -> assertThat(world.awaitFinal(job)).isEqualTo("COMPLETED"));
        assertThat(LocalEngine.containersOf(world.nodeId(other.name()))).isZero();
        assertThat(LocalEngine.containersOf(world.nodeId(dying.name())))
                .as("only the node that made them may remove them")
                .isEqualTo(AGENTS);
        world.bringBack();
        await("what the dead node left is swept")
                .atMost(FaultsWorld.PATIENCE)
                .until(() -> LocalEngine.containersOf(world.nodeId(dying.name())) == 0);
        world.assertInvariants();
    }

    /** One in a repository of its own each, because a repository has one job at a time. */
    private List<UUID> fixes() {
        return IntStream.rangeClosed(1, AGENTS)
                .mapToObj(number -> {
                    var repository = "contained-" + number;
                    world.makeGoodRepository(repository);
                    var fix =
                            world.deliveries()
                                    .of("ada", repository, "fix #" + world.openIssue(repository));
                    return UUID.fromString(world.deliveries().handUntilAcknowledged(fix).job());
                })
                .toList();
    }
}
