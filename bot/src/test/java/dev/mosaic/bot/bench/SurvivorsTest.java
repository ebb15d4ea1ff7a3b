package dev.mosaic.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SurvivorsTest {
    private final Survivors survivors = new Survivors();
    private final Result result = new Result("kill", "an engine");

    @Test
    void nobodyIsLeftWhenAllWitnessesSaySo() {
        survivors.count(true, List.of(), 0);
        survivors.countContainers(0);

        assertThat(text()).contains("| survivors of all 1 kills | 0 | 0 by label", "| met |");
        assertThat(result.isRight()).isTrue();
    }

    @Test
    void aProcessThatTheKernelShowsIsASurvivor() {
        survivors.count(true, List.of(), 2);

        assertThat(text()).contains("2 by mark", "| **not met** |");
        assertThat(result.isRight()).isFalse();
    }

    @Test
    void aContainerThatTheEngineSaysRunsIsASurvivor() {
        survivors.count(true, List.of(), 0);
        survivors.countContainers(1);

        assertThat(text()).contains("1 by label", "| **not met** |");
        assertThat(result.isRight()).isFalse();
    }

    @Test
    void whatTheKillItselfNamesIsASurvivor() {
        survivors.count(true, List.of("container x"), 0);

        assertThat(text()).contains("1 said by the kill itself", "| **not met** |");
        assertThat(result.isRight()).isFalse();
    }

    @Test
    void whoWasNeverSeenIsNotProvenGoneButNoSurvivorEither() {
        survivors.count(true, List.of(), 0);
        survivors.count(false, List.of(), 0);

        assertThat(text()).contains("only 1 of 2 were seen", "| **not met** |");
        assertThat(result.isRight()).isTrue();
    }

    private String text() {
        survivors.tell(result);
        return result.text();
    }
}
