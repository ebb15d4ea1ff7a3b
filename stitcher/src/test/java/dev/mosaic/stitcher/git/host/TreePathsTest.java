package dev.mosaic.stitcher.git.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreePathsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "ä", "../ä", "/tmp/ä", "x/日本/y", "a b%20c#?d", "\u00e9", "é\u0001"})
    void rawNamesSurviveTheDisk(String name) {
        var raw = TreePaths.raw(name.getBytes(UTF_8));

        assertThat(TreePaths.raw(TreePaths.onDisk(raw))).isEqualTo(raw);
        assertThat(TreePaths.decoded(raw)).isEqualTo(name);
    }

    @Test
    void bytesThatAreNotUtf8SurviveTheDisk() {
        var raw = "caf\u00e9\u00ff\u0080";

        assertThat(TreePaths.raw(TreePaths.onDisk(raw))).isEqualTo(raw);
    }

    @ParameterizedTest
    @CsvSource({
        "a, 0, true", "a/b, 0, true", "./a, 0, true", "../a, 1, true", "../../a, 1, false",
        "../a, 0, false", "/a, 5, false", "a/../b, 3, false", "a/.., 3, false", "'', 0, false",
        "../.git/x, 1, false", ".GIT, 0, false", "..., 0, true", "., 0, true"
    })
    void linksStayInside(String target, int depth, boolean inside) {
        assertThat(TreePaths.staysInside(target, depth)).isEqualTo(inside);
    }

    @Test
    void printedTextCannotDriveATerminal() {
        assertThat(TreePaths.printable("a\u001b]8;;x\u0007\u202eb\r\nc\uD800", 100))
                .isEqualTo("a?]8;;x??b??c?");
        assertThat(TreePaths.printable("x".repeat(50), 10)).isEqualTo("xxxxxxxxx…");
        assertThat(TreePaths.printable("😀😀😀", 2)).isEqualTo("😀…");
    }
}
