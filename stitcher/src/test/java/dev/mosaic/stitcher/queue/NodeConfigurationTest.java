package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigurationTest {
    @TempDir Path home;

    @Test
    void nodeKeepsItsIdOverRestartsButIsAnotherIncarnation() {
        var first = node("", home.resolve("new"));
        var second = node("", home.resolve("new"));

        assertThat(second.id()).isEqualTo(first.id()).startsWith("node-");
        assertThat(second.incarnation()).isNotEqualTo(first.incarnation());
        assertThat(node("", home.resolve("elsewhere")).id()).isNotEqualTo(first.id());
    }

    @Test
    void settingNamesTheNode() {
        assertThat(node("alpha", home).id()).isEqualTo("alpha");
        assertThat(home.resolve("node-id")).doesNotExist();
    }

    @Test
    void emptyFileOfAStartThatDiedIsFilled() throws IOException {
        Files.writeString(home.resolve("node-id"), "");

        assertThat(node("", home).id()).startsWith("node-").isEqualTo(node("", home).id());
    }

    @Test
    void badIdIsRefusedWithWhatMendsIt() throws IOException {
        assertThatThrownBy(() -> node("a b", home))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.queue.node-id");

        Files.writeString(home.resolve("node-id"), "\u001b[2J");
        assertThatThrownBy(() -> node("", home))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining(home.resolve("node-id").toString());
    }

    @Test
    void homeThatCannotBeWrittenIsRefusedWithWhatMendsIt() throws IOException {
        var file = Files.createFile(home.resolve("file"));

        assertThatThrownBy(() -> node("", file.resolve("home")))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("MOSAIC_HOME");
    }

    private static Node node(String id, Path home) {
        var second = Duration.ofSeconds(1);
        var settings =
                new QueueSettings(
                        1,
                        1,
                        0,
                        second.multipliedBy(3),
                        second,
                        second,
                        second,
                        new QueueSettings.Reap(second, second),
                        id,
                        "");
        return new NodeConfiguration().node(settings, home);
    }
}
