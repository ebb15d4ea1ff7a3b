package dev.mosaic.stitcher.sandbox.docker.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.sandbox.docker.SampleSettings;
import dev.mosaic.stitcher.sandbox.docker.daemon.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanaryTest {
    @TempDir Path workdir;
    private String well;

    @BeforeEach
    void tell() throws IOException {
        well =
                """
                Uid: 10001
                CapPrm: 0000000000000000
                CapEff: 0000000000000000
                CapBnd: 0000000000000000
                NoNewPrivs: 1
                Seccomp: 2
                Root: ro
                Writable: yes
                Folder: %s
                """
                        .formatted(Files.getAttribute(workdir, "unix:ino"));
    }

    @Test
    void aContainerThatIsAsItWasToBePasses() {
        assertThat(Canary.of(profile("", true), well)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Uid: 10001, Uid: 0",
        "CapEff: 0000000000000000, CapEff: 00000000a80425fb",
        "CapBnd: 0000000000000000, CapBnd: 00000000a80425fb",
        "NoNewPrivs: 1, NoNewPrivs: 0",
        "Seccomp: 2, Seccomp: 0",
        "Root: ro, Root: rw",
        "Folder: , Folder: 1",
        "Writable: yes, Unwritable: yes"
    })
    void whatIsWeakerFromWithinIsNamed(String asItWasToBe, String asItIs) {
        assertThat(Canary.of(profile("", true), well.replace(asItWasToBe, asItIs)))
                .singleElement()
                .asString()
                .startsWith(asItWasToBe.substring(0, asItWasToBe.indexOf(':')));
    }

    @Test
    void whoSaysNothingDoesNotPass() {
        assertThat(Canary.of(profile("", true), "")).hasSize(9);
    }

    @Test
    void aFolderToReadThatCanBeWrittenToIsNamed() {
        assertThat(Canary.of(profile("", false), well))
                .singleElement()
                .asString()
                .contains("can be written to");
    }

    @Test
    void aKernelOfItsOwnIsNotAskedForTheFilterOfOurs() {
        assertThat(Canary.of(profile("runsc", true), well.replace("Seccomp: 2", "Seccomp: 0")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Forwarder: yes, Forwarder: no", "Routes: 0, Routes: 1"})
    void aNetworkThatIsNotThatOfItsForwarderIsNamed(String asItWasToBe, String asItIs) {
        var shared = Role.beside("abc", "name", "sha256:1");
        var told = well + "Forwarder: yes\nRoutes: 0\n";

        assertThat(Canary.of(profile("", true, shared), told)).isEmpty();
        assertThat(Canary.of(profile("", true, shared), told.replace(asItWasToBe, asItIs)))
                .singleElement()
                .asString()
                .startsWith(asItWasToBe.substring(0, asItWasToBe.indexOf(':')));
    }

    private Profile profile(String runtime, boolean writable) {
        return profile(runtime, writable, Role.alone("name", "sha256:1"));
    }

    private Profile profile(String runtime, boolean writable, Role role) {
        var settings = new SampleSettings(Map.of()).with("runtime", runtime).settings();
        var spec =
                new SandboxSpec(
                        new Owner("n", "i", "j", 1, "a"),
                        new Repository("local", 1, "team/app"),
                        workdir,
                        writable,
                        Map.of());
        var facts = new Facts("28", "1.50", "2", Set.of("seccomp"), Set.of("runc"));
        return new Profile(spec, role, new Account(10_001, 10_001, true), facts, settings);
    }
}
