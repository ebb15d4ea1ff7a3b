package dev.mosaic.stitcher.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.SampleSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessCheckupTest {
    @TempDir Path folder;

    @Test
    void withoutConfinementItWarnsAndSaysWhatCanBeReached() throws Exception {
        assertThat(look("process", SampleSettings.of(Confinement.NONE), "/usr/bin:/bin"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding).isInstanceOf(Finding.Warning.class);
                    assertThat(finding.text()).contains("`none`", "is not isolation");
                });
    }

    @Test
    void whatWasAskedForAndDoesNotWorkIsTrouble() throws Exception {
        assertThat(look("process", SampleSettings.of(Confinement.BUBBLEWRAP), "/nowhere"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding).isInstanceOf(Finding.Trouble.class);
                    assertThat(finding.text())
                            .contains("mosaic.sandbox.process.confinement", "apt-get install");
                });
    }

    @Test
    void anotherKindOfSandboxIsNotItsConcern() throws Exception {
        assertThat(look("docker", SampleSettings.of(Confinement.NONE), "/usr/bin"))
                .singleElement()
                .isInstanceOf(Finding.Fine.class);
    }

    private List<Finding> look(String kind, SampleSettings settings, String path)
            throws InterruptedException {
        var sandbox = new SandboxSettings(kind, folder, path);
        return new ProcessCheckup(new ProcessSandbox(sandbox, settings.settings()), sandbox).look();
    }
}
