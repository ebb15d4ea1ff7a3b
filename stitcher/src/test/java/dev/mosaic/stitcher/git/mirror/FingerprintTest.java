package dev.mosaic.stitcher.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    @TempDir Path dir;

    private String of(Map<String, String> files) throws IOException {
        var own = Files.createTempDirectory(dir, "one");
        var origin = Origin.with(own.resolve("o.git"), Map.of("x", "x"));
        var commit = origin.commit("main", files);
        var mirror = new Mirrors(own.resolve("mirrors"), Clock.systemUTC()).open(origin.remote());
        return mirror.fingerprint(commit, path -> path.endsWith(".xml"));
    }

    @Test
    void onlyTheFilesThatAreAskedForCount() throws IOException {
        var one = of(Map.of("pom.xml", "a", "src/A.java", "one"));

        assertThat(of(Map.of("pom.xml", "a", "src/A.java", "two", "more", ""))).isEqualTo(one);
    }

    @Test
    void pathsContentsAndModesCount() throws IOException {
        assertThat(
                        new String[] {
                            of(Map.of("pom.xml", "a")),
                            of(Map.of("pom.xml", "b")),
                            of(Map.of("a/pom.xml", "a")),
                            of(Map.of("pom.xml", "a", "a/pom.xml", "a")),
                            of(Map.of("100755 pom.xml", "a")),
                            of(Map.of("120000 pom.xml", "a")),
                            of(Map.of("readme", "a"))
                        })
                .doesNotHaveDuplicates();
    }
}
