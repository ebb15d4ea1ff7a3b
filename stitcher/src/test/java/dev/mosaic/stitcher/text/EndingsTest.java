package dev.mosaic.stitcher.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EndingsTest {
    @Test
    void usedUpRoundsNameTheSentenceOfEachReasonAndNotItsOutput() {
        var ending =
                Endings.roundsUsedUp(
                        3,
                        List.of(
                                "test: `make` ended with exit code 1.\nIt printed last:\nboom",
                                "lint: `make lint` ended with exit code 2."));

        assertThat(ending.error())
                .isEqualTo(
                        "3 rounds were made and no change was accepted. The last reasons: test: `make` ended with exit code 1. · lint: `make lint` ended with exit code 2.");
        assertThat(ending.advice()).contains("mosaic.limits.rounds");
    }

    @Test
    void oneRoundIsOneRound() {
        assertThat(Endings.roundsUsedUp(1, List.of("no")).error()).startsWith("One round was made");
    }

    @Test
    void aLimitNamesWhatWasKept() {
        assertThat(Endings.limitReached("it ran for 1 minute", "commit abc").error())
                .isEqualTo(
                        "The agent was stopped: it ran for 1 minute. What it did until then is kept on this node as commit abc.");
        assertThat(Endings.limitReached("it ran for 1 minute", "").error())
                .endsWith("It left no change.");
    }

    @Test
    void aLongMessageIsCut() {
        assertThat(Endings.needsAPerson("x".repeat(10_000)).error()).hasSizeLessThan(2_000);
    }
}
