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

class ServicesCheckupTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    @TempDir Path folder;

    @Test
    void whereNoneIsAllowedThatIsSaidWithTheSetting() throws Exception {
        assertThat(look("docker", new SampleSettings(Map.of())))
                .singleElement()
                .isInstanceOf(Finding.Fine.class)
                .satisfies(it -> assertThat(it.text()).contains("mosaic.sandbox.docker.services"));
    }

    @Test
    void commandsThatAreNoContainersHaveNone() throws Exception {
        assertThat(look("process", new SampleSettings(Map.of("services.box.image", "x"))))
                .singleElement()
                .isInstanceOf(Finding.Fine.class)
                .satisfies(it -> assertThat(it.text()).contains("refused"));
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void eachOneIsNamedWithWhetherItIsThere() throws Exception {
        var volume = TestImage.derived(TestImage.id(), "VOLUME /var/lib/box");
        var settings =
                SampleSettings.here()
                        .with("services.box.image", volume)
                        .with("services.far.image", "registry.example/far@" + DIGEST)
                        .with("services.gone.image", DIGEST)
                        .with("services.loose.image", "busybox:latest");

        var found = look("docker", settings);

        assertThat(found).hasSize(4);
        assertThat(found.get(0))
                .isInstanceOf(Finding.Fine.class)
                .satisfies(it ->
                        assertThat(it.text())
                                .contains("`box`", volume, "1,024 MB", "512 MB", "/var/lib/box"));
        assertThat(found.get(1))
                .isInstanceOf(Finding.Warning.class)
                .satisfies(it -> assertThat(it.text()).contains("`far`", "not on this machine"));
        assertThat(found.get(2))
                .isInstanceOfSatisfying(
                        Finding.Trouble.class,
                        it ->
                                assertThat(it.cure())
                                        .contains("mosaic.sandbox.docker.services.gone.image"));
        assertThat(found.get(3))
                .isInstanceOfSatisfying(
                        Finding.Trouble.class, it -> assertThat(it.text()).contains("exchange"));
    }

    private List<Finding> look(String kind, SampleSettings settings) throws InterruptedException {
        var sandboxes = new SandboxSettings(kind, folder, "/bin");
        return new ServicesCheckup(
                        settings.sandbox(sandboxes, Map.of()),
                        sandboxes,
                        settings.settings(),
                        settings.services())
                .look();
    }
}
