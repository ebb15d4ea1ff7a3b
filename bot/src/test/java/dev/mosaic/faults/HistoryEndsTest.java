package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.faults.History.AgentRow;
import dev.mosaic.faults.History.KillRow;
import dev.mosaic.faults.Violation.Invariant;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is wrong with how agents ended is found: leftovers, cancels, kills. */
class HistoryEndsTest extends HistoryScene {
    @Test
    void aLeftoverIsFound() {
        leftovers.add("process 1");

        assertFound(Invariant.NOTHING_LEFT);
    }

    @Test
    void anAgentThatSeemsToRunIsFound() {
        agents.add(new AgentRow(job, 2, "RUNNING"));

        assertFound(Invariant.NOTHING_LEFT);
    }

    @Test
    void aCancelThatTakesTooLongIsFound() {
        cancelled.put(job, Duration.ofMinutes(2));

        assertFound(Invariant.CANCEL_ENDS);
    }

    @Test
    void aCancelThatNeverEndsIsFound() {
        jobs.set(0, row("CANCELLING", 1));

        assertFound(Invariant.CANCEL_ENDS);
    }

    @Test
    void aKillThatIsProvenAndToldIsGood() {
        kills.add(new KillRow(job, 2, NOON.plusSeconds(60), "9", true));

        assertThat(check()).isEmpty();
    }

    @Test
    void aKillThatIsNeverProvenIsFound() {
        kills.add(new KillRow(job, 2, null, "9", false));

        assertFound(Invariant.KILL_PROVEN);
    }

    @Test
    void aProofThatTheLogDoesNotTellIsFound() {
        kills.add(new KillRow(job, 2, NOON.plusSeconds(60), "9", false));

        assertFound(Invariant.KILL_PROVEN);
    }

    @Test
    void aProcessThatSurvivesItsProofIsFound() {
        survivors.add("process 1");

        assertFound(Invariant.KILL_PROVEN);
    }

    @Test
    void anAgentThatSurvivesItsProofIsFound() {
        kills.add(new KillRow(job, 2, NOON.plusSeconds(60), "9", true));
        agents.set(1, new AgentRow(job, 2, "RUNNING"));

        assertFound(Invariant.KILL_PROVEN);
    }

    @Test
    void whatIsWrittenTogetherWithTheProofIsGood() {
        kills.add(new KillRow(job, 2, NOON, "4", true));

        assertThat(check()).isEmpty();
    }

    @Test
    void workAfterTheProofIsFound() {
        kills.add(new KillRow(job, 2, NOON, "9", true));

        assertFound(Invariant.KILL_PROVEN);
    }
}
