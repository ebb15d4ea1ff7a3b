package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What images are taken for containers, and what of them counts. */
class DockerImagesTest extends DockerScene {
    @Test
    void s17AnImageThatIsNotTheDigestIsRefused() {
        var here = SampleSettings.here();
        assertThatThrownBy(() -> open(here.with("image", "mosaic-test:latest")))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.docker.image");

        var moved = "mosaic-test@sha256:" + "0".repeat(64);
        assertThatThrownBy(() -> open(here.with("image", moved).with("pull", "never")))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining(moved)
                .hasMessageContaining("mosaic.sandbox.docker.pull");

        assertThatThrownBy(() -> open(here.with("image", "sha256:" + "0".repeat(64))))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("no registry knows an id");
    }

    @Test
    void s17ATagThatMovedDoesNotMoveTheImageOfAnId() throws Exception {
        var id = TestImage.id();
        var other = TestImage.derived(id, "ENV MOVED=yes");
        LocalEngine.ask(client -> {
            client.tagImageCmd(id, "mosaic-test-moving", "1").exec();
            client.tagImageCmd(other, "mosaic-test-moving", "1").exec();
            return true;
        });
        try (var place = open(SampleSettings.here().with("image", id))) {
            assertThat(place.run(command(List.of("env"))).output()).doesNotContain("MOVED");
        }
    }

    @Test
    void anImageWithVolumesIsRefused() {
        var image = TestImage.derived(TestImage.id(), "VOLUME /data");

        assertThatThrownBy(() -> open(SampleSettings.here().with("image", image)))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("/data");
    }

    @Test
    void whatAnImageRunsByItselfDoesNotRun() throws Exception {
        var image =
                TestImage.derived(
                        TestImage.id(),
                        "USER root\nENTRYPOINT [\"touch\", \"/tmp/entered\"]\nHEALTHCHECK --interval=1s CMD touch /tmp/checked\nENV HOME=/root TMPDIR=/nowhere");
        try (var place = open(SampleSettings.here().with("image", image))) {
            var outcome =
                    place.run(ShellCommand.line("sleep 3; ls -A /tmp; id -u; echo $HOME", LONG));

            assertThat(outcome.output().lines())
                    .doesNotContain("entered", "checked", "0")
                    .contains("/home/agent");
        }
    }
}
