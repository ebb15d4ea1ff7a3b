package dev.mosaic.stitcher.command.desk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TailTest {
    @Test
    void shortOutputStaysWhole() {
        assertThat(Tail.EMPTY.and("a\n").and("b\n")).isEqualTo(new Tail("a\nb\n", false));
    }

    @Test
    void lastLinesStay() {
        var tail = Tail.EMPTY;
        for (var i = 1; i <= 100; i++) {
            tail = tail.and("line " + i + "\n");
        }
        assertThat(tail.cut()).isTrue();
        assertThat(tail.text()).startsWith("line 61\n").endsWith("line 100\n");
    }

    @Test
    void hugeOutputKeepsItsEndOnly() {
        var tail = Tail.EMPTY.and("x".repeat(4_000_000) + "end").and("!");
        assertThat(tail.cut()).isTrue();
        assertThat(tail.text()).hasSizeLessThanOrEqualTo(3_000).endsWith("xend!");
    }

    @Test
    void pairOfSurrogatesIsNotParted() {
        var tail = Tail.EMPTY.and("\ud83d\ude00".repeat(2_000)).and("x");
        assertThat(Character.isLowSurrogate(tail.text().charAt(0))).isFalse();
    }
}
