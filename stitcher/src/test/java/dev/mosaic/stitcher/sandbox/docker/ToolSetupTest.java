package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.policy.GateCommand;
import dev.mosaic.stitcher.policy.GateDetection;
import dev.mosaic.stitcher.policy.SetupDetection;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxHandle.Outcome;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.Setup;
import dev.mosaic.stitcher.sandbox.Setup.Recipe;
import dev.mosaic.stitcher.sandbox.Setup.Step;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.egress.RegistryServer;
import dev.mosaic.stitcher.sandbox.egress.TinyPackage;
import dev.mosaic.stitcher.sandbox.usage.Removal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real npm, pip, Go and Cargo, each with a registry in its own words that asks for a password. What
 * is run is what is found out by the files of the project.
 */
@Tag("tools")
@Timeout(600)
class ToolSetupTest extends DockerScene {
    private static final Owner OTHER = new Owner(NODE, "now", "other", 1, "agent");
    private static final Duration BUILD = Duration.ofMinutes(5);
    private static final String ELSEWHERE = "https://files.example:8443/repo";

    /** Where a lock file of npm says that it is, whatever registry it came from. */
    private static final String PUBLIC = "https://registry.npmjs.org";

    @TempDir Path files;
    @TempDir Path base;
    private RegistryServer registry;
    private RegistryServer second;

    @BeforeEach
    void serve() throws IOException {
        registry = new RegistryServer(files);
        second = RegistryServer.open(files);
    }

    @AfterEach
    void nothingStays() throws IOException {
        registry.close();
        second.close();
        assertThat(containers()).isEmpty();
        Removal.of(SOCKETS.resolve("setups"));
    }

    private DockerSandbox sandbox(TinyPackage pack, String... places) {
        LocalEngine.assumeTool(pack.tool());
        var settings =
                SampleSettings.here()
                        .with("image", ToolsImage.id())
                        .with("forwarder", TestImage.forwarder());
        for (var each : registry.settings("own", pack.kind().word())) {
            var parts = each.substring("mosaic.sandbox.docker.".length()).split("=", 2);
            settings = settings.with(parts[0], parts[1]);
        }
        for (var i = 0; i < places.length; i++) {
            settings = settings.with("mirrors.own.files[%d]".formatted(i), places[i]);
        }
        return sandbox(settings);
    }

    /** What is found out for a project, which is written to a folder. */
    private Setup setup(Owner owner, Map<String, String> project) throws IOException {
        write(base, project);
        var steps =
                SetupDetection.detect(project.keySet()).stream()
                        .map(it -> new Step(it.run(), it.needs()))
                        .toList();
        assertThat(steps).hasSize(1);
        return new Setup(
                owner, REPOSITORY, new Recipe("", steps, "inputs"), work -> work.in(base), _ -> {});
    }

    private static void write(Path folder, Map<String, String> project) throws IOException {
        for (var file : project.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private static List<String> gates(Map<String, String> project) {
        return GateDetection.detect(
                        new ArrayList<>(project.keySet()),
                        path -> Optional.ofNullable(project.get(path)))
                .gates()
                .stream()
                .map(GateCommand::run)
                .toList();
    }

    private static Outcome ran(SandboxHandle place, String line) throws InterruptedException {
        return place.run(ShellCommand.line(line, BUILD));
    }

    @ParameterizedTest
    @EnumSource
    void aToolFetchesOnceThroughTheMirrorAndItsGatesRunOffline(TinyPackage pack) throws Exception {
        var sandbox = sandbox(pack);
        pack.publish(registry, registry, registry.url());
        var project = pack.project(PUBLIC);
        write(workdir, project);

        try (var _ = sandbox.setUp(setup(OWNER, project));
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            for (var gate : gates(project)) {
                if (gate.contains("test")) {
                    assertThat(ran(place, gate).exit()).as(gate).isNotZero();
                }
                var mended = ran(place, TinyPackage.MENDING + " && " + gate);
                assertThat(mended.exit()).as("%s: %s", gate, mended.output()).isZero();
                write(workdir, project);
            }
            var secrets =
                    ran(
                            place,
                            "{ env; cat /proc/*/environ; } 2>/dev/null | grep sesame; grep -rs sesame ~ /tmp");
            assertThat(secrets.output()).isEmpty();
        }
        assertThat(registry.downloads()).isPositive();
        assertThat(registry.seen()).extracting(RegistryServer.Seen::method).containsOnly("GET");
        var asked = registry.seen().size();

        try (var _ = sandbox.setUp(setup(OTHER, project));
                var place = sandbox.open(spec(OTHER, Map.of()))) {
            var gate = TinyPackage.MENDING + " && " + gates(project).getFirst();
            assertThat(ran(place, gate).exit()).isZero();
        }
        assertThat(registry.seen()).hasSize(asked);
        assertThat(second.seen()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void filesOfAnotherHostComeFromThereWithoutTheCredentialIfTheMirrorNamesIt(TinyPackage pack)
            throws Exception {
        var sandbox = sandbox(pack, second.url().replace("/repo", "/other"), second.url());
        pack.publish(registry, second, second.url());
        var project = pack.project(second.url());
        write(workdir, project);

        try (var _ = sandbox.setUp(setup(OWNER, project));
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            var gate = TinyPackage.MENDING + " && " + gates(project).getFirst();
            var mended = ran(place, gate);
            assertThat(mended.exit()).as(mended.output()).isZero();
        }
        assertThat(second.downloads()).isPositive();
        assertThat(second.seen())
                .allSatisfy(it -> assertThat(it.headers()).doesNotContainKey("Authorization"));
    }

    @ParameterizedTest
    @EnumSource
    void filesOfAHostThatNoMirrorNamesAreRefusedAndTheSettingIsNamed(TinyPackage pack)
            throws Exception {
        var sandbox = sandbox(pack, second.url());
        pack.publish(registry, second, ELSEWHERE);
        var project = pack.project(ELSEWHERE.replace("/repo", "/elsewhere"));

        assertThatThrownBy(() -> sandbox.setUp(setup(OWNER, project)).close())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.docker.mirrors")
                .hasMessageContaining(
                        pack == TinyPackage.NPM ? "/elsewhere/tinypad" : "files.example:8443");
        assertThat(second.downloads()).isZero();
    }
}
