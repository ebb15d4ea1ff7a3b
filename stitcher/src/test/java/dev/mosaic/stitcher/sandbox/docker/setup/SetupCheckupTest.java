package dev.mosaic.stitcher.sandbox.docker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.cache.SetupKey;
import dev.mosaic.stitcher.sandbox.docker.SampleSettings;
import dev.mosaic.stitcher.sandbox.egress.Egress;
import dev.mosaic.stitcher.sandbox.egress.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs no engine. */
class SetupCheckupTest {
    @TempDir Path folder;
    private RegistryServer registry;
    private SampleSettings settings = new SampleSettings(Map.of());

    @BeforeEach
    void serve() throws IOException {
        registry = new RegistryServer(folder);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private List<Finding> look(String kind) throws InterruptedException {
        var sandboxes = new SandboxSettings(kind, folder.resolve("sandboxes"), "/bin");
        return new SetupCheckup(
                        sandboxes,
                        settings.mirrors(),
                        new Egress(SampleSettings.egress(Map.of()), sandboxes),
                        settings.cache(sandboxes))
                .look();
    }

    private void mirrored() {
        for (var each : registry.settings("central", "maven")) {
            var parts = each.substring("mosaic.sandbox.docker.".length()).split("=", 2);
            settings = settings.with(parts[0], parts[1]);
        }
    }

    @Test
    void aMirrorThatAnswersIsFine() throws InterruptedException {
        mirrored();

        assertThat(look("docker"))
                .hasOnlyElementsOfType(Finding.Fine.class)
                .extracting(Finding::text)
                .anyMatch(it -> it.contains("`central` (maven)"))
                .noneMatch(it -> it.contains(RegistryServer.PASSWORD));
    }

    @Test
    void aMirrorThatDoesNotLetUsInIsTroubleAndItsSettingIsTheCure() throws InterruptedException {
        mirrored();
        settings = settings.with("mirrors.central.password", "wrong");

        assertThat(look("docker"))
                .filteredOn(Finding.Trouble.class::isInstance)
                .singleElement()
                .isEqualTo(
                        new Finding.Trouble(
                                "The mirror `central` at %s answers with status 401; look at it, or correct mosaic.sandbox.docker.mirrors.central."
                                        .formatted(registry.url()),
                                "mosaic.sandbox.docker.mirrors.central"));
    }

    @Test
    void withoutMirrorsBuildsHaveTheImageAlone() throws InterruptedException {
        assertThat(look("docker"))
                .first()
                .isInstanceOfSatisfying(
                        Finding.Warning.class,
                        it -> assertThat(it.cure()).isEqualTo("mosaic.sandbox.docker.mirrors"));
    }

    @Test
    void whatIsKeptIsCounted() throws Exception {
        settings = settings.with("setup.size", "10MB").with("setup.layers", "copy");
        var sandboxes = new SandboxSettings("docker", folder.resolve("sandboxes"), "/bin");
        try (var making =
                settings.cache(sandboxes).begin(SetupKey.of(List.of("a")), "node", "now")) {
            Files.write(making.home().resolve("file"), new byte[3_000_000]);
            making.keep().close();
        }

        assertThat(look("docker"))
                .last()
                .extracting(Finding::text)
                .asString()
                .contains("1 setups are kept", "2 MB of 10 MB", "gets a copy");
    }

    @Test
    void anotherKindOfSandboxRunsNoSetup() throws InterruptedException {
        assertThat(look("process")).singleElement().isInstanceOf(Finding.Fine.class);
    }
}
