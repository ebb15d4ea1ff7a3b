package dev.mosaic.stitcher.sandbox.process.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Limits;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ProcessSettingsTest {
    @Test
    void settingsHaveDefaults() {
        assertThat(new SampleSettings(Map.of()).settings())
                .isEqualTo(
                        new ProcessSettings(
                                Confinement.AUTO,
                                Network.SHARED,
                                List.of(),
                                List.of(),
                                47_000,
                                DataSize.ofGigabytes(4),
                                List.of(),
                                new Limits(
                                        4096,
                                        512,
                                        DataSize.ofGigabytes(2),
                                        DataSize.ofBytes(0),
                                        Duration.ZERO,
                                        DataSize.ofGigabytes(2),
                                        1_000_000,
                                        DataSize.ofGigabytes(1))));
    }

    @Test
    void everyPropertyHasItsName() {
        var settings =
                SampleSettings.of(Confinement.ACCOUNT)
                        .with("network", "none")
                        .with("visible", "/v,/w")
                        .with("hidden", "/h")
                        .with("first-uid", 60_000)
                        .with("memory", "9B")
                        .with("repositories", "gitea:7,gitea:team/app")
                        .with("limits.open-files", 1)
                        .with("limits.processes", 2)
                        .with("limits.file-size", "3B")
                        .with("limits.memory", "4B")
                        .with("limits.cpu", "5s")
                        .with("limits.disk", "6B")
                        .with("limits.files", 7)
                        .with("limits.output", "8B")
                        .settings();

        assertThat(settings)
                .isEqualTo(
                        new ProcessSettings(
                                Confinement.ACCOUNT,
                                Network.NONE,
                                List.of(Path.of("/v"), Path.of("/w")),
                                List.of(Path.of("/h")),
                                60_000,
                                DataSize.ofBytes(9),
                                List.of("gitea:7", "gitea:team/app"),
                                new Limits(
                                        1,
                                        2,
                                        DataSize.ofBytes(3),
                                        DataSize.ofBytes(4),
                                        Duration.ofSeconds(5),
                                        DataSize.ofBytes(6),
                                        7,
                                        DataSize.ofBytes(8))));
    }
}
