package dev.mosaic.stitcher.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.process.ProcessSandboxes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SandboxesTest {
    private final Sandbox process = ProcessSandboxes.in(Path.of("unused"));

    @Test
    void theConfiguredKindIsFound() {
        var sandboxes = new Sandboxes(List.of(process), bind(Map.of()));

        assertThat(sandboxes.configured()).isSameAs(process);
        assertThat(sandboxes.named("process")).isSameAs(process);
        assertThat(sandboxes.all()).containsExactly(process);
    }

    @Test
    void anUnknownKindIsARefusalThatNamesTheSetting() {
        var settings = bind(Map.of("mosaic.sandbox.kind", "docker"));

        assertThatThrownBy(() -> new Sandboxes(List.of(process), settings).configured())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("`docker`")
                .hasMessageContaining("mosaic.sandbox.kind")
                .hasMessageContaining("process");
    }

    @Test
    void twoOfOneNameAreABug() {
        assertThatThrownBy(() -> new Sandboxes(List.of(process, process), bind(Map.of())))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void settingsHaveDefaults() {
        var settings = bind(Map.of());

        assertThat(settings.kind()).isEqualTo("process");
        assertThat(settings.folder()).isAbsolute().endsWithRaw(Path.of("mosaic", "sandboxes"));
        assertThat(settings.path()).contains("/usr/bin");
    }

    @Test
    void everyPropertyHasItsName() {
        assertThat(
                        bind(
                                Map.of(
                                        "mosaic.sandbox.kind", "docker",
                                        "mosaic.sandbox.folder", "/f",
                                        "mosaic.sandbox.path", "/bin")))
                .isEqualTo(new SandboxSettings("docker", Path.of("/f"), "/bin"));
    }

    @Test
    void whatIsOpenIsFoundByItsJobAndWhatSurvivedItsEndToo() throws Exception {
        var undying = new Undying();
        var sandboxes = new Sandboxes(List.of(undying), bind(Map.of()));
        var handle = sandboxes.open(spec("a job"));

        assertThat(sandboxes.of("another")).isEmpty();
        assertThat(sandboxes.of("a job")).containsExactly(handle);
        assertThat(sandboxes.undeadOf("a job")).isEmpty();
        handle.close();
        assertThat(sandboxes.undeadOf("a job")).containsExactly(handle);
        undying.dies = true;
        assertThat(handle.kill()).isEmpty();
        assertThat(sandboxes.of("a job")).isEmpty();
    }

    @Test
    void whatWasKilledInVainIsUndeadThoughNobodyClosedIt() throws Exception {
        var undying = new Undying();
        var sandboxes = new Sandboxes(List.of(undying), bind(Map.of()));
        var survivor = sandboxes.open(spec("a job"));
        var broken = sandboxes.open(spec("a job"));
        var used = sandboxes.open(spec("a job"));

        assertThat(survivor.kill()).containsExactly("process 7");
        undying.breaks = true;
        assertThatThrownBy(broken::kill).hasMessage("it broke");

        assertThat(sandboxes.undeadOf("a job")).containsExactlyInAnyOrder(survivor, broken);
        assertThat(sandboxes.of("a job")).containsExactlyInAnyOrder(survivor, broken, used);
    }

    @Test
    void whatRunsTheSetupOfAJobIsFoundByItToo() throws Exception {
        var undying = new Undying();
        var sandboxes = new Sandboxes(List.of(undying), bind(Map.of()));

        sandboxes.setUp(
                new Setup(
                        spec("a job").owner(),
                        spec("a job").repository(),
                        new Setup.Recipe("", List.of(), ""),
                        work -> work.in(Path.of("unused")),
                        _ -> {}));

        assertThat(sandboxes.undeadOf("a job")).hasSize(1);
    }

    private static SandboxSpec spec(String job) {
        return new SandboxSpec(
                new SandboxSpec.Owner("node", "now", job, 1, "gate"),
                new SandboxSpec.Repository("local", 1, "team/app"),
                Path.of("unused"),
                true,
                Map.of());
    }

    private static SandboxSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.sandbox", SandboxSettings.class);
    }
}
