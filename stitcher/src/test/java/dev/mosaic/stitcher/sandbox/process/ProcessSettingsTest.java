package dev.mosaic.stitcher.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.process.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.ProcessSettings.Limits;
import dev.mosaic.stitcher.sandbox.process.ProcessSettings.Network;
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

    @Test
    void aLimitOfTheKernelIsNeverAskedForAboveOurOwn() {
        var own =
                """
                Limit                     Soft Limit           Hard Limit           Units
                Max cpu time              unlimited            unlimited            seconds
                Max open files            1024                 2000                 files
                """;
        var limits = SampleSettings.of(Confinement.NONE).with("limits.cpu", "9s").settings().limits();

        assertThat(new Rlimits(limits, own).arguments(true))
                .containsExactly(
                        "--core=0:0",
                        "--nofile=2000:2000",
                        "--fsize=2147483648:2147483648",
                        "--cpu=9:9",
                        "--nproc=512:512");
        assertThat(new Rlimits(limits, own).arguments(false)).noneMatch(it -> it.contains("nproc"));
    }
}
