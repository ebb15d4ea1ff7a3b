package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

class DockerCheckupTest {
    @TempDir Path folder;

    @Test
    @ExtendWith(LocalEngine.class)
    void anEngineThatHasAllIsFineAndWasTried() throws Exception {
        assertThat(look("docker", SampleSettings.here()))
                .hasSize(3)
                .allMatch(Finding.Fine.class::isInstance)
                .extracting(Finding::text)
                .anyMatch(it -> it.contains("seccomp"))
                .anyMatch(it -> it.contains("image"))
                .anyMatch(it -> it.contains("A trial ran in a container"));
        assertThat(folder).isDirectoryNotContaining("glob:**/trial*");
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void aForwarderIsTriedToo() throws Exception {
        var settings = SampleSettings.here().with("forwarder", TestImage.forwarder());

        assertThat(look("docker", settings))
                .hasSize(4)
                .allMatch(Finding.Fine.class::isInstance)
                .last()
                .satisfies(it -> assertThat(it.text()).contains("with a forwarder beside it"));
        assertThat(folder).isDirectoryNotContaining("glob:**/trial*");
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void anImageThatIsNotThereIsNamedWithTheSetting() throws Exception {
        var missing = "mosaic-test@sha256:" + "0".repeat(64);
        var settings = SampleSettings.here().with("image", missing).with("pull", "never");

        assertThat(look("docker", settings))
                .filteredOn(Finding.Trouble.class::isInstance)
                .singleElement()
                .satisfies(it -> assertThat(it.text()).contains(missing))
                .satisfies(it ->
                        assertThat(((Finding.Trouble) it).cure())
                                .contains("mosaic.sandbox.docker.pull"));
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void aRuntimeThatTheEngineLacksIsTrouble() throws Exception {
        assertThat(look("docker", SampleSettings.here().with("runtime", "nosuchthing")))
                .filteredOn(Finding.Trouble.class::isInstance)
                .singleElement()
                .satisfies(it -> assertThat(it.text()).contains("nosuchthing"));
    }

    @Test
    void anEngineThatCannotBeReachedIsTroubleThatNamesTheSetting() throws Exception {
        var nowhere = new SampleSettings(Map.of("host", "unix:///nowhere/docker.sock"));

        assertThat(look("docker", nowhere))
                .singleElement()
                .isInstanceOf(Finding.Trouble.class)
                .satisfies(it -> assertThat(it.text()).contains("mosaic.sandbox.docker.host"));
    }

    @Test
    void anotherKindOfSandboxIsNotItsConcern() throws Exception {
        var nowhere = new SampleSettings(Map.of("host", "unix:///nowhere/docker.sock"));

        assertThat(look("process", nowhere)).singleElement().isInstanceOf(Finding.Fine.class);
    }

    private List<Finding> look(String kind, SampleSettings settings) throws InterruptedException {
        var sandboxes = new SandboxSettings(kind, folder, "/bin");
        var sandbox = settings.sandbox(sandboxes, Map.of());
        return new DockerCheckup(sandbox, sandboxes, settings.settings()).look();
    }
}
