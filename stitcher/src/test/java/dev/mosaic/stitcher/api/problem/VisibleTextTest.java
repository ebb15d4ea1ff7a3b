package dev.mosaic.stitcher.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTextTest {
    @Test
    void linesAndTabsStay() {
        assertThat(VisibleText.inert("a\tb\nc — ü 😀\n")).isEqualTo("a\tb\nc — ü 😀\n");
    }

    @Test
    void aCarriageReturnEndsALineInsteadOfOverwritingIt() {
        assertThat(VisibleText.inert("10%\r20%\r\ndone\r")).isEqualTo("10%\n20%\ndone\n");
    }

    @Test
    void escapesAreShownAndNotObeyed() {
        assertThat(VisibleText.inert("\u001b]0;owned\u0007\u001b[2J\u0000\b"))
                .isEqualTo("␛]0;owned␇␛[2J␀␈");
        assertThat(VisibleText.inert("a\u009b31m\u007fb")).isEqualTo("a\uFFFD31m\uFFFDb");
    }

    @Test
    void textThatRunsBackwardsIsShown() {
        assertThat(VisibleText.inert("safe\u202Egpj.exe")).isEqualTo("safe\uFFFDgpj.exe");
    }

    @Test
    void whatIsQuotedIsShortAndOnOneLine() {
        assertThat(VisibleText.quoted("a`b\nc\u001b")).isEqualTo("`a'b␊c␛`");
        assertThat(VisibleText.quoted("x".repeat(500))).hasSize(123).endsWith("…`");
    }
}
