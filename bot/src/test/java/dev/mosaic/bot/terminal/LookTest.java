package dev.mosaic.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookTest {
    @Test
    void pipeIsPlain() {
        assertThat(Look.of(false, Map.of("TERM", "xterm"), () -> 100)).isEqualTo(Look.PLAIN);
    }

    @Test
    void dumbTerminalIsPlain() {
        assertThat(Look.of(true, Map.of("TERM", "dumb"), () -> 100)).isEqualTo(Look.PLAIN);
    }

    @Test
    void noColourStillHasBars() {
        var look = Look.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1"), () -> 100);

        assertThat(look.live()).isTrue();
        assertThat(look.bold()).isFalse();
        assertThat(look.width().getAsInt()).isEqualTo(100);
        assertThat(Markup.onTerminal("**a** &lt;b>", look.bold())).isEqualTo("a <b>");
    }

    @Test
    void terminalShowsStrongText() {
        var look = Look.of(true, Map.of("TERM", "xterm", "NO_COLOR", ""), () -> 100);

        assertThat(look.bold()).isTrue();
        assertThat(Markup.onTerminal("**a**", look.bold())).isEqualTo("\u001B[1ma\u001B[0m");
    }

    @ParameterizedTest
    @CsvSource({"'24 132\n', 132", "'', 80", "'0 0', 80", "'stty: no', 80", "24, 80"})
    void widthIsReadOrGuessed(String answer, int columns) {
        assertThat(TerminalConfiguration.columns(answer)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({"abc, 3, abc", "abcd, 3, ab…", "漢字漢字, 5, 漢字…", "漢字, 4, 漢字", "abc, 0, ''"})
    void textIsCutByItsColumns(String text, int columns, String cut) {
        assertThat(Columns.cut(text, columns)).isEqualTo(cut);
        assertThat(Columns.of(cut)).isLessThanOrEqualTo(columns);
    }
}
