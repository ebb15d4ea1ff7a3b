package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {
    @Test
    void controlCharactersAndEscapesGo() {
        assertThat(PlainText.line("a\u001b[31mb\u0000c\u0007", 100)).isEqualTo("a[31mbc");
        assertThat(PlainText.line("safe\u202egnp.exe\u200b", 100)).isEqualTo("safegnp.exe");
    }

    @Test
    void aLineIsOneLineAndLinesMayBeMore() {
        assertThat(PlainText.line("a\r\nb\u2028c", 100)).isEqualTo("a  b c");
        assertThat(PlainText.lines("a\nb", 100)).isEqualTo("a\nb");
    }

    @Test
    void halvesOfCharactersGoAndWholeOnesStay() {
        assertThat(PlainText.line("x\ud800y\ud83d\ude00z\udc00", 100)).isEqualTo("xy\ud83d\ude00z");
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        assertThat(PlainText.line("x".repeat(50), 10)).isEqualTo("x".repeat(10) + "…");
        assertThat(PlainText.line("\ud83d\ude00".repeat(50), 3))
                .isEqualTo("\ud83d\ude00\ud83d\ude00…");
        assertThat(PlainText.line("x".repeat(10), 10)).isEqualTo("x".repeat(10));
    }
}
