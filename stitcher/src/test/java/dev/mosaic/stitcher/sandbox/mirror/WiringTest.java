package dev.mosaic.stitcher.sandbox.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.mirror.Mirror.Kind;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written; the tools themselves read it in other tests, but for Gradle. */
class WiringTest {
    private static Wiring wiring(Kind... kinds) {
        var mirrors = new TreeMap<String, Mirror>();
        for (var kind : kinds) {
            mirrors.put(
                    "my-" + kind.word(),
                    new Mirror(kind, "https://repo.example/x", "ada", "secret", null, List.of()));
        }
        return new Wiring(new MirrorSettings(mirrors), "http://127.0.0.1:3128", "/home/agent");
    }

    @Test
    void withoutMirrorsThereAreNoFiles() {
        assertThat(wiring().files(true)).isEmpty();
        assertThat(wiring().environment(true))
                .containsEntry("MAVEN_OPTS", "-Duser.home=/home/agent")
                .doesNotContainKey("MVNW_REPOURL");
    }

    @Test
    void noFileHoldsACredentialOrTheMirrorsOwnAddress() {
        for (var online : new boolean[] {true, false}) {
            assertThat(wiring(Kind.values()).files(online).values())
                    .hasSize(6)
                    .allSatisfy(text ->
                            assertThat(text).doesNotContain("secret", "ada", "repo.example"));
        }
    }

    @Test
    void mavenHasTheMirrorForEverything() {
        assertThat(wiring(Kind.MAVEN).files(true).get(".m2/settings.xml"))
                .contains(
                        "<offline>false</offline>",
                        "<mirrorOf>*</mirrorOf>",
                        "<url>http://127.0.0.1:3128/mirror/my-maven/</url>");
        assertThat(wiring(Kind.MAVEN).files(false).get(".m2/settings.xml"))
                .contains("<offline>true</offline>", "<mirrorOf>*</mirrorOf>");
        assertThat(wiring(Kind.MAVEN).environment(true))
                .containsEntry("MVNW_REPOURL", "http://127.0.0.1:3128/mirror/my-maven");
        assertThat(wiring(Kind.MAVEN).environment(false)).doesNotContainKey("MVNW_REPOURL");
    }

    @Test
    void gradleHasTheMirrorOfMaven() {
        assertThat(wiring(Kind.MAVEN).files(true).get(".gradle/init.d/mosaic.gradle"))
                .contains("'http://127.0.0.1:3128/mirror/my-maven/'", "offline = false");
        assertThat(wiring(Kind.MAVEN).files(false).get(".gradle/init.d/mosaic.gradle"))
                .contains("offline = true");
    }

    @Test
    void npmPipGoAndCargoHaveTheirs() {
        var online = wiring(Kind.NPM, Kind.PYPI, Kind.GO, Kind.CARGO).files(true);
        var offline = wiring(Kind.NPM, Kind.PYPI, Kind.GO, Kind.CARGO).files(false);

        assertThat(online.get(".npmrc"))
                .contains("registry=http://127.0.0.1:3128/mirror/my-npm/", "offline=false");
        assertThat(offline.get(".npmrc")).contains("offline=true");
        assertThat(online.get(".config/pip/pip.conf"))
                .contains("index-url = http://127.0.0.1:3128/mirror/my-pypi/simple/");
        assertThat(offline.get(".config/pip/pip.conf")).contains("no-index = true");
        assertThat(online.get(".config/go/env"))
                .contains("GOPROXY=http://127.0.0.1:3128/mirror/my-go\n");
        assertThat(offline.get(".config/go/env")).contains("GOPROXY=off\n");
        assertThat(online.get(".cargo/config.toml"))
                .contains("registry = \"sparse+http://127.0.0.1:3128/mirror/my-cargo/\"");
        assertThat(offline.get(".cargo/config.toml")).contains("offline = true");
    }
}
