package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.profile.Account;
import dev.mosaic.stitcher.sandbox.docker.profile.Inspection;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.docker.profile.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** S14: a container that is weaker than its profile in any way is refused. */
class InspectionTest extends DockerScene {
    private static @Nullable Profile profile;
    private static Map<String, Object> made = Map.of();

    /** A real one, once: what an engine says of a container that it made as it was told. */
    @BeforeEach
    void make() throws InterruptedException {
        if (profile != null) {
            return;
        }
        var settings = SampleSettings.here().settings();
        var containers = new Containers(new Daemon(settings.host()), settings);
        var spec = new SandboxSpec(OWNER, REPOSITORY, workdir, true, Map.of());
        profile =
                new Profile(
                        spec,
                        Role.alone("mosaic-e7-inspected-" + NODE, containers.image()),
                        Account.of(workdir, settings),
                        containers.facts(),
                        settings);
        made = new HashMap<>(containers.inspect(containers.create(profile)));
    }

    @AfterAll
    static void remove() {
        if (profile != null) {
            OpenContainer.remove(new Daemon(LocalEngine.host()), profile.name());
            profile = null;
        }
    }

    @Test
    void whatWasMadeAsItWasToBePasses() {
        assertThat(Inspection.of(profile, made)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("weaknesses")
    void oneWeakerFieldIsNamed(String path, @Nullable Object value) {
        assertThat(Inspection.of(profile, changed(made, path, value)))
                .singleElement()
                .asString()
                .startsWith(path);
    }

    static Stream<Arguments> weaknesses() {
        var dockerSocket =
                Map.of(
                        "Type", "bind",
                        "Source", "/var/run/docker.sock",
                        "Target", "/var/run/docker.sock",
                        "Destination", "/var/run/docker.sock",
                        "RW", false);
        return Stream.of(
                Arguments.of("Image", "sha256:another"),
                Arguments.of("Config.User", "0:0"),
                Arguments.of("Config.User", ""),
                Arguments.of("Config.Entrypoint", List.of("/entrypoint.sh")),
                Arguments.of("Config.Healthcheck.Test", List.of("CMD", "true")),
                Arguments.of("Config.Labels.mosaic.epoch", "6"),
                Arguments.of("Config.Volumes", Map.of("/data", Map.of())),
                Arguments.of("HostConfig.Privileged", true),
                Arguments.of("HostConfig.CapAdd", List.of("SYS_ADMIN")),
                Arguments.of("HostConfig.CapDrop", null),
                Arguments.of("HostConfig.CapDrop", List.of("NET_RAW")),
                Arguments.of("HostConfig.SecurityOpt", null),
                Arguments.of("HostConfig.SecurityOpt", List.of("no-new-privileges")),
                Arguments.of(
                        "HostConfig.SecurityOpt",
                        List.of("no-new-privileges", "seccomp=unconfined")),
                Arguments.of("HostConfig.NetworkMode", "default"),
                Arguments.of("HostConfig.NetworkMode", "host"),
                Arguments.of("HostConfig.PidMode", "host"),
                Arguments.of("HostConfig.IpcMode", "shareable"),
                Arguments.of("HostConfig.UTSMode", "host"),
                Arguments.of("HostConfig.UsernsMode", "host"),
                Arguments.of("HostConfig.CgroupnsMode", "host"),
                Arguments.of("HostConfig.CgroupParent", "/elsewhere"),
                Arguments.of("HostConfig.ReadonlyRootfs", false),
                Arguments.of("HostConfig.Init", null),
                Arguments.of("HostConfig.PidsLimit", null),
                Arguments.of("HostConfig.PidsLimit", 0),
                Arguments.of("HostConfig.Memory", 0),
                Arguments.of("HostConfig.MemorySwap", -1),
                Arguments.of("HostConfig.NanoCpus", 0),
                Arguments.of("HostConfig.OomKillDisable", true),
                Arguments.of("HostConfig.Ulimits", List.of()),
                Arguments.of("HostConfig.LogConfig.Config", Map.of()),
                Arguments.of("HostConfig.RestartPolicy.Name", "always"),
                Arguments.of("HostConfig.Tmpfs", Map.of("/tmp", "rw,suid,dev")),
                Arguments.of("HostConfig.Binds", List.of("/:/host")),
                Arguments.of("HostConfig.Mounts", List.of(dockerSocket)),
                Arguments.of("HostConfig.VolumesFrom", List.of("other")),
                Arguments.of("HostConfig.Devices", List.of(Map.of("PathOnHost", "/dev/sda"))),
                Arguments.of("HostConfig.DeviceRequests", List.of(Map.of("Count", -1))),
                Arguments.of("HostConfig.DeviceCgroupRules", List.of("b 8:* rwm")),
                Arguments.of("HostConfig.GroupAdd", List.of("docker")),
                Arguments.of("HostConfig.Sysctls", Map.of("net.ipv4.ip_forward", "1")),
                Arguments.of("HostConfig.PortBindings", Map.of("80/tcp", List.of())),
                Arguments.of("HostConfig.PublishAllPorts", true),
                Arguments.of("HostConfig.MaskedPaths", List.of()),
                Arguments.of("HostConfig.ReadonlyPaths", null),
                Arguments.of("Mounts", List.of()),
                Arguments.of("Mounts", List.of(dockerSocket)));
    }

    @Test
    void aSecondMountBesidesTheWorkFolderIsNamedInBothPlaces() {
        for (var path : List.of("HostConfig.Mounts", "Mounts")) {
            var two = new ArrayList<Object>((List<?>) at(path));
            two.add(two.getFirst());

            assertThat(Inspection.of(profile, changed(made, path, two)))
                    .singleElement()
                    .asString()
                    .startsWith(path);
        }
    }

    @Test
    void aReadOnlyWorkFolderThatIsWritableIsNamed() {
        var readOnly =
                new Profile(
                        new SandboxSpec(
                                OWNER, REPOSITORY, profile.spec().workdir(), false, Map.of()),
                        profile.role(),
                        profile.account(),
                        profile.facts(),
                        profile.settings());

        assertThat(Inspection.of(readOnly, made))
                .anyMatch(it -> it.startsWith("HostConfig.Mounts"))
                .anyMatch(it -> it.startsWith("Mounts"));
    }

    @Test
    void anEmptyAnswerIsNoContainer() {
        assertThat(Inspection.of(profile, Map.of())).hasSizeGreaterThan(20);
    }

    /** What the client asks for does not reach the engine: as with an engine that ignores it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"PidsLimit\":512 | \"PidsLimit\":0 | PidsLimit",
                "\"ReadonlyRootfs\":true | \"ReadonlyRootfs\":false | ReadonlyRootfs",
                "\"NetworkMode\":\"none\" | \"NetworkMode\":\"bridge\" | NetworkMode",
                "\"CapDrop\":[\"ALL\"] | \"CapAdd\":[\"ALL\"] | CapDrop",
                "\"User\":\"10001:10001\" | \"User\":\"0:0\" | User",
                "\"no-new-privileges\", | '' | SecurityOpt"
            })
    void anEngineThatIgnoresAFieldIsRefusedAndItsContainerRemoved(
            String asked, String passedOn, String named) throws Exception {
        try (var engine =
                new EngineProxy(body -> body.replace(asked, passedOn == null ? "" : passedOn))) {
            var sandbox = sandbox(SampleSettings.here().with("host", engine.host()));
            var before = containers();

            assertThatThrownBy(() -> sandbox.open(spec(OWNER, Map.of())))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining(named)
                    .hasMessageContaining("removed");
            assertThat(containers()).isEqualTo(before);
        }
    }

    private static Object at(String path) {
        Object here = made;
        for (var name : path.split("\\.")) {
            here = ((Map<?, ?>) here).get(name);
        }
        return here;
    }

    /** Labels have dots in their names, so the last name is the rest. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> changed(
            Map<String, Object> from, String path, @Nullable Object value) {
        var copy = new HashMap<>(from);
        var dot = path.indexOf('.');
        if (dot < 0 || path.startsWith("mosaic.")) {
            copy.put(path, value);
        } else {
            var name = path.substring(0, dot);
            copy.put(
                    name,
                    changed((Map<String, Object>) from.get(name), path.substring(dot + 1), value));
        }
        return copy;
    }
}
