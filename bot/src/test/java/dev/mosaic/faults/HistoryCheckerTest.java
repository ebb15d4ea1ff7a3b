package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.faults.FileOutlet.Word;
import dev.mosaic.faults.History.ClaimRow;
import dev.mosaic.faults.History.DeliveryRow;
import dev.mosaic.faults.History.EffectRow;
import dev.mosaic.faults.History.EventRow;
import dev.mosaic.faults.History.JobRow;
import dev.mosaic.faults.History.WriteRow;
import dev.mosaic.faults.Violation.Invariant;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A good history has no fault, and what is wrong with its jobs and its log is found in a bad one.
 */
class HistoryCheckerTest extends HistoryScene {
    @Test
    void nothingIsWrongWithAGoodHistory() {
        assertThat(check()).isEmpty();
    }

    @Test
    void anAcknowledgedDeliveryWithoutItsJobIsFound() {
        triggers.clear();
        triggers.put("chat:2", job);

        assertFound(Invariant.ONE_JOB_PER_TRIGGER);
    }

    @Test
    void aJobThatNothingStartedIsFound() {
        triggers.clear();
        acknowledged.clear();

        assertFound(Invariant.ONE_JOB_PER_TRIGGER);
    }

    @Test
    void aJobThatNeverEndsIsFound() {
        jobs.set(0, row("RUNNING", 1));

        assertFound(Invariant.ONE_END);
    }

    @Test
    void twoEndsOfOneAttemptAreFound() {
        line("job.failed");

        assertFound(Invariant.ONE_END);
    }

    @Test
    void workAfterTheEndIsFound() {
        line("step.started");

        assertFound(Invariant.ONE_END);
    }

    @Test
    void aRetryBeginsAnAttemptThatMayEndAgain() {
        line("job.retried");
        line("job.failed");
        jobs.set(0, new JobRow(job, "r", 7, "FAILED", 2, 2, events.size(), "mosaic/7-words", 8L));
        effects.add(
                new EffectRow("final:%s:2:file:ada".formatted(job), FileOutlet.NAME, "ada", true));
        said.add(new Word("final:%s:2:file:ada".formatted(job), "ada", "Failed"));

        assertThat(check()).isEmpty();
    }

    @Test
    void aWriteOfAnEarlierEpochIsFound() {
        writes.add(3, write(writes.size() + 1, 0, "RUNNING", NODE));

        assertFound(Invariant.FENCED);
    }

    @Test
    void twoOwnersOfOneEpochAreFound() {
        writes.add(4, write(writes.size() + 1, 2, "RUNNING", NODE));

        assertFound(Invariant.FENCED);
    }

    @Test
    void aClaimThatTheLogDoesNotKnowIsFound() {
        claims.add(new ClaimRow(job, 3, "c", NODE));

        assertFound(Invariant.FENCED);
    }

    @Test
    void twoJobsOfARepositoryAtOnceAreFound() {
        var second = new UUID(2, 2);
        writes.add(2, write(second, 1, "RUNNING", NODE, 0, 1));
        writes.add(3, write(second, 1, "COMPLETED", null, 0, 1));

        assertFound(Invariant.WITHIN_LIMIT);
    }

    @Test
    void aMissingLineIsFound() {
        events.remove(3);

        assertFound(Invariant.GAPLESS);
    }

    @Test
    void aLineThatNobodyCountedIsFound() {
        events.add(new EventRow(job, events.size() + 1, "agent.note", null));

        assertFound(Invariant.GAPLESS);
    }

    @Test
    void aJobThatWaitsThoughThereIsRoomIsFound() {
        jobs.set(0, row("QUEUED", 1));

        assertFound(Invariant.NOTHING_WAITS);
    }

    @Test
    void aDeliveryThatNobodyAnsweredIsFound() {
        deliveries.add(new DeliveryRow("chat", "2", false));

        assertFound(Invariant.NOTHING_WAITS);
    }

    @Test
    void aJobThatManyOvertakeIsFound() {
        var patient = new UUID(2, 2);
        var all = new ArrayList<WriteRow>();
        all.add(write(patient, 0, "QUEUED", null, -60, -60));
        for (var number = 3; number < 8; number++) {
            var hasty = new UUID(2, number);
            all.add(write(hasty, 1, "RUNNING", NODE, 0, number));
            all.add(write(hasty, 1, "COMPLETED", null, 0, number));
        }
        all.add(write(patient, 1, "COMPLETED", null, -60, 60));
        writes.addAll(all);

        assertFound(Invariant.AGEING);
    }
}
