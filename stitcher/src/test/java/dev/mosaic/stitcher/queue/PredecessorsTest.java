package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredecessorsTest {
    @TempDir Path home;

    @Test
    void everyEarlierIncarnationIsKnownToBeDead() throws IOException {
        var first = node();
        var second = node();
        Predecessors.of(first, home).close();
        Predecessors.of(second, home).close();

        try (var third = Predecessors.of(node(), home)) {
            assertThat(third.dead())
                    .containsExactlyInAnyOrder(first.incarnation(), second.incarnation());
        }
    }

    @Test
    void secondProcessOnTheSameMachineDoesNotStart() throws IOException {
        try (var _ = Predecessors.of(node(), home)) {
            assertThatThrownBy(() -> Predecessors.of(node(), home))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("mosaic.queue.node-id")
                    .hasMessageContaining("alpha");
        }
    }

    @Test
    void nodesOfOtherNamesShareAHome() throws IOException {
        try (var _ = Predecessors.of(node(), home);
                var other = Predecessors.of(new Node("beta", UUID.randomUUID()), home)) {
            assertThat(other.dead()).isEmpty();
        }
    }

    @Test
    void garbageInTheFileIsPassedOverAndTheFileStaysShort() throws IOException {
        Files.writeString(
                home.resolve("node-alpha.lock"), "\u001b[2J\nnot a line\n" + "x".repeat(9_999));
        for (var life = 0; life < 120; life++) {
            Predecessors.of(node(), home).close();
        }

        assertThat(Files.readAllLines(home.resolve("node-alpha.lock"))).hasSizeLessThan(110);
    }

    private static Node node() {
        return new Node("alpha", UUID.randomUUID());
    }
}
