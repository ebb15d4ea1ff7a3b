package dev.mosaic.stitcher.sandbox.process.enclosure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.SampleSettings;
import org.junit.jupiter.api.Test;

class RlimitsTest {
    @Test
    void aLimitOfTheKernelIsNeverAskedForAboveOurOwn() {
        var own =
                """
                Limit                     Soft Limit           Hard Limit           Units
                Max cpu time              unlimited            unlimited            seconds
                Max open files            1024                 2000                 files
                """;
        var limits =
                SampleSettings.of(Confinement.NONE).with("limits.cpu", "9s").settings().limits();

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
