package dev.mosaic.stitcher.sandbox.docker.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.sandbox.docker.SampleSettings;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings.Limits;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings.Pull;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class DockerSettingsTest {
    private static final SampleSettings NONE = new SampleSettings(Map.of());

    @Test
    void settingsHaveDefaults() {
        assertThat(NONE.settings())
                .isEqualTo(
                        new DockerSettings(
                                "unix:///var/run/docker.sock",
                                "",
                                "",
                                Pull.MISSING,
                                "",
                                10_001,
                                DataSize.ofGigabytes(4),
                                new BigDecimal(2),
                                DataSize.ofMegabytes(512),
                                new Limits(
                                        4096,
                                        512,
                                        DataSize.ofGigabytes(2),
                                        DataSize.ofGigabytes(2),
                                        1_000_000,
                                        DataSize.ofGigabytes(1))));
    }

    @Test
    void everyPropertyHasItsName() {
        var settings =
                NONE.with("host", "unix:///h")
                        .with("image", "i")
                        .with("forwarder", "f")
                        .with("pull", "never")
                        .with("runtime", "runsc")
                        .with("uid", 9)
                        .with("memory", "1B")
                        .with("cpus", "0.5")
                        .with("tmp", "2B")
                        .with("limits.open-files", 3)
                        .with("limits.processes", 4)
                        .with("limits.file-size", "5B")
                        .with("limits.disk", "6B")
                        .with("limits.files", 7)
                        .with("limits.output", "8B")
                        .settings();

        assertThat(settings)
                .isEqualTo(
                        new DockerSettings(
                                "unix:///h",
                                "i",
                                "f",
                                Pull.NEVER,
                                "runsc",
                                9,
                                DataSize.ofBytes(1),
                                new BigDecimal("0.5"),
                                DataSize.ofBytes(2),
                                new Limits(
                                        3,
                                        4,
                                        DataSize.ofBytes(5),
                                        DataSize.ofBytes(6),
                                        7,
                                        DataSize.ofBytes(8))));
        assertThat(settings.nanoCpus()).isEqualTo(500_000_000);
    }

    @Test
    void commandsNeverRunAsRoot() {
        assertThatThrownBy(() -> NONE.with("uid", 0).settings())
                .hasRootCauseMessage(
                        "mosaic.sandbox.docker.uid must be above 0: commands never run as root.");
    }
}
