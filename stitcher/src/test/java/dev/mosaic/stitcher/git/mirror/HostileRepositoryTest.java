package dev.mosaic.stitcher.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.GitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** What a repository may hold that somebody built by hand. */
class HostileRepositoryTest {
    @TempDir Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git/hooks/post-checkout",
                ".GIT/config",
                "a/.git/x",
                "../x",
                "git~1/x",
                ".g\u200cit/x"
            })
    void aDangerousPathIsNotWritten(String path) throws IOException {
        var mirror = mirror(Map.of(path, "evil"));

        assertThatThrownBy(() -> checkOut(mirror))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("no safe checkout may write");
        assertThat(dir.resolve("x")).doesNotExist();
    }

    @Test
    void aLinkOutsideBecomesAFileWithItsText() throws IOException {
        var folder =
                checkOut(
                        mirror(
                                Map.of(
                                        "120000 absolute", "/etc/passwd",
                                        "120000 up", "../x",
                                        "120000 sneaky", "d/../../x",
                                        "120000 inside", "d/f",
                                        "d/f", "f")));

        assertThat(folder.resolve("absolute")).isRegularFile().hasContent("/etc/passwd");
        assertThat(Files.isSymbolicLink(folder.resolve("absolute"))).isFalse();
        assertThat(Files.isSymbolicLink(folder.resolve("up"))).isFalse();
        assertThat(Files.isSymbolicLink(folder.resolve("sneaky"))).isFalse();
        assertThat(Files.isSymbolicLink(folder.resolve("inside"))).isTrue();
        assertThat(folder.resolve("inside")).hasContent("f");
    }

    @Test
    void aPathThatIsLinkAndFolderWritesNowhere() throws IOException {
        var mirror = mirror(Map.of("b/y", "y", "120000 z", "b", "z/x", "evil"));

        assertThatThrownBy(() -> checkOut(mirror))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("holds a path twice");
        assertThat(dir.resolve("out/b/x")).doesNotExist();
    }

    @Test
    void aSubmoduleIsAnEmptyFolder() throws IOException {
        var folder =
                checkOut(mirror(Map.of("160000 lib", "1234567890123456789012345678901234567890")));

        assertThat(folder.resolve("lib")).isEmptyDirectory();
    }

    @Test
    void tooManyFilesAreRefusedAndTheSettingIsNamed() throws IOException {
        var files =
                IntStream.range(0, 30)
                        .boxed()
                        .collect(Collectors.toMap(i -> "f" + i, i -> "x" + i));

        assertThatThrownBy(() -> checkOut(mirror(files)))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.git.max-files");
    }

    @Test
    void tooManyBytesAreRefusedAndTheSettingIsNamed() throws IOException {
        var mirror = mirror(Map.of("a", "x".repeat(800_000), "b", "y".repeat(800_000)));

        assertThatThrownBy(() -> checkOut(mirror))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.git.max-size");
    }

    @Test
    void listingPathsOfAnEndlessTreeEnds() throws IOException {
        var files =
                IntStream.range(0, 30)
                        .boxed()
                        .collect(Collectors.toMap(i -> "120000 f" + i, i -> "x" + i));
        var mirror = mirror(files);

        assertThat(mirror.paths(mirror.branch("main").orElseThrow(), 10)).isEmpty();
    }

    private Mirror mirror(Map<String, String> files) throws IOException {
        var settings =
                new GitSettings(
                        dir,
                        "m",
                        "m@x",
                        Duration.ofSeconds(60),
                        20,
                        DataSize.ofMegabytes(1),
                        DataSize.ofMegabytes(1));
        return new Mirrors(settings, Clock.systemUTC())
                .open(Origin.with(dir.resolve("o.git"), files).remote());
    }

    private Path checkOut(Mirror mirror) {
        var folder = dir.resolve("out");
        mirror.checkOut(mirror.branch("main").orElseThrow(), folder);
        return folder;
    }
}
