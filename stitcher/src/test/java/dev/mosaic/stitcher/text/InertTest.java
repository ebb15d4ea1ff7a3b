package dev.mosaic.stitcher.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InertTest {
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "(?i)\\b(close[sd]?|fix(e[sd])?|resolve[sd]?):?\\s+([\\w.-]+/[\\w.-]+)?[#!]\\d");

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    plain text,                              plain text
                    '  many   spaces ',                      many spaces
                    '\u001B[31mred\u001B[0m',                red
                    '\u001B[2J\u001B[1;1Hgone',              gone
                    '\u001B]0;title\u0007after',             after
                    '\u001B]52;c;ZXZpbA==\u001B\\after',     after
                    '\u001B]8;;http://e.x\u001B\\link\u001B]8;;\u001B\\', link
                    '\u009B31mred',                          red
                    'a\u0000b\u0008c\u007F',                 abc
                    'one\rtwo',                              one two
                    'safe\u202Efdp.exe',                     safefdp.exe
                    'zero\u200Bwidth\uFEFF',                 zerowidth
                    '\uDB40\uDC41tag',                       tag
                    '\uD800lonely',                          lonely
                    """)
    void lineKeepsWhatPeopleSee(String text, String seen) {
        assertThat(Inert.line(text, 100)).isEqualTo(seen);
    }

    @Test
    void lineBreaksOfEveryKindBecomeSpacesInALineAndStayInABlock() {
        assertThat(Inert.line("a\nb\r\nc\u2028d\u0085e", 100)).isEqualTo("a b c d e");
        assertThat(Inert.block("a\nb\r\nc\u2028d\u0085e", 100)).isEqualTo("a\nb\nc\nd\ne");
    }

    @Test
    void textIsCutBetweenCharacters() {
        assertThat(Inert.line("😀😀😀😀", 3)).isEqualTo("😀😀…");
        assertThat(Inert.line("abc", 3)).isEqualTo("abc");
    }

    @Test
    void escapeWithoutEndTakesItsLineOnly() {
        assertThat(Inert.block("a\u001B]0;never ends\nb", 100)).isEqualTo("a\nb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@ann", "hi @org/team!", "<@U123>", "<@&99>", "@everyone", "＠ann"})
    void mentionsNotifyNobody(String text) {
        assertThat(Inert.markdown(text, 100)).doesNotContainPattern("[@＠][\\w&]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixes #2",
                "Closes: #2",
                "RESOLVED   #2",
                "this fix #2 and close other/repo#3",
                "fixes\n#2",
                "closed !4"
            })
    void closingWordsCloseNothing(String text) {
        assertThat(REFERENCE.matcher(text).find()).isTrue();
        assertThat(REFERENCE.matcher(Inert.markdown(text, 100)).find()).isFalse();
    }

    @Test
    void closingWordBeforeAnAddressIsParted() {
        assertThat(Inert.markdown("closes https://git.example/a/b/issues/2", 100))
                .startsWith("clos\u200Bes https:");
    }

    @Test
    void htmlAndImagesAreText() {
        assertThat(Inert.markdown("<!-- mosaic:job=1 --><img src=x> ![a](http://e.x) 1 < 2", 100))
                .isEqualTo("&lt;!-- mosaic:job=1 -->&lt;img src=x> !\u200B[a](http://e.x) 1 < 2");
    }

    @Test
    void codeSpanCannotBeLeft() {
        assertThat(Inert.code("rm `x` | y\nz", 100)).isEqualTo("`rm 'x' | y z`");
        assertThat(Inert.code("\u001B[m", 100)).isEmpty();
    }

    @Test
    void quoteHoldsEveryLine() {
        assertThat(Inert.quote("a\n\n```\nb", 100)).isEqualTo("> a\n>\n> ```\n> b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001B[", "\u001B]", "@", "fix ", "fix a/", "<", " ", "\u001B", "a/"})
    void hugeTextsTakeLinearTime(String piece) {
        var huge = piece.repeat(2_000_000 / piece.length());

        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    assertThat(Inert.markdown(huge, 100).length()).isLessThan(1_000);
                });
    }

    @Property(tries = 2_000)
    void nothingThatControlsATerminalComesThrough(@ForAll("hostile") String text) {
        for (var result : all(text)) {
            assertThat(result.codePoints().filter(c -> c != '\n' && c != 0x200B))
                    .allMatch(c ->
                            Character.getType(c) != Character.CONTROL
                                    && Character.getType(c) != Character.FORMAT
                                    && Character.getType(c) != Character.SURROGATE);
        }
        assertThat(Inert.line(text, 50)).doesNotContain("\n");
        assertThat(Inert.code(text, 50)).doesNotContain("\n");
    }

    @Property(tries = 2_000)
    void noMentionNoTagAndNoReferenceComesThrough(@ForAll("hostile") String text) {
        for (var result : List.of(Inert.markdown(text, 500), Inert.markdownLine(text, 500))) {
            assertThat(result)
                    .doesNotContain("<!--")
                    .doesNotContain("![")
                    .doesNotContainPattern("[@＠][\\p{L}\\p{N}]")
                    .doesNotContainPattern(REFERENCE);
        }
    }

    @Property(tries = 1_000)
    void theSecondTimeChangesNothing(@ForAll("hostile") String text) {
        var once = Inert.markdown(text, 1_000_000);

        assertThat(Inert.markdown(once, 1_000_000)).isEqualTo(once);
    }

    @Property(tries = 1_000)
    void limitHolds(@ForAll("hostile") String text) {
        assertThat(Inert.line(text, 20).codePoints().count()).isLessThanOrEqualTo(20);
        assertThat(Inert.block(text, 20).codePoints().count()).isLessThanOrEqualTo(20);
    }

    private static List<String> all(String text) {
        return List.of(
                Inert.line(text, 50),
                Inert.block(text, 500),
                Inert.markdown(text, 500),
                Inert.markdownLine(text, 500),
                Inert.code(text, 50),
                Inert.quote(text, 500));
    }

    /** Arbitrary characters with the dangerous ones much more often than chance would have it. */
    @Provide
    static Arbitrary<String> hostile() {
        var pieces =
                Arbitraries.of(
                        Stream.of(
                                        "\u001B[31m",
                                        "\u001B]8;;",
                                        "\u001B\\",
                                        "\u0007",
                                        "\u009B",
                                        "\u001B",
                                        "[",
                                        "\r",
                                        "\n",
                                        "@",
                                        "<",
                                        "!",
                                        "--",
                                        "fix",
                                        "closes",
                                        "#1",
                                        " ",
                                        ":",
                                        "owner/repo",
                                        "`",
                                        "|",
                                        "\u202E",
                                        "\u2066",
                                        "\u200B",
                                        "\uD83D",
                                        "\uDE00",
                                        "es")
                                .toList());
        var anything = Arbitraries.strings().all().ofMaxLength(5);
        return Combinators.combine(
                        Arbitraries.oneOf(pieces, anything).list().ofMaxSize(30),
                        Arbitraries.strings().alpha().ofMaxLength(3))
                .as((parts, last) -> String.join("", parts) + last);
    }
}
