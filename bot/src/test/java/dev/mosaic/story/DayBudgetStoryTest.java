package dev.mosaic.story;

import static dev.mosaic.story.ModelWorld.A_DOLLAR;
import static dev.mosaic.story.ModelWorld.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A day in which no more money may be spent. */
@Timeout(300)
class DayBudgetStoryTest {
    @RegisterExtension
    static final ModelWorld all =
            new ModelWorld("mosaic.budget.job=0", "mosaic.budget.instance-day=1");

    private static final MosaicWorld world = all.world;

    @Test
    void aJobWaitsForTheNextDayByItselfAndGoesOnThen() {
        all.model.play(writes("app.txt", "it works\n", A_DOLLAR), FakeAnthropic.says("Done."));
        var place = world.broken();
        var job = place.fix("ada", place.issue("Login fails"), "");
        await().atMost(MosaicWorld.PATIENCE).until(() -> status(job) == JobStatus.PENDING);

        var until = world.job(job).runAt();
        assertThat(until.atZone(ZoneOffset.UTC).toLocalTime()).isEqualTo(LocalTime.of(0, 1));
        assertThat(world.job(job).delayCount()).isZero();
        assertThat(world.events(job, JobEvent.Delayed.class).getLast().reason())
                .contains("Today's budget of this instance", "mosaic.budget.instance-day");
        assertThat(world.events(job, JobEvent.WorkKept.class)).hasSize(1);

        // another one asks no model at all
        var asked = all.model.requests().size();
        var second = world.broken();
        var other = second.fix("bob", second.issue("Login fails"), "");
        await().atMost(MosaicWorld.PATIENCE).until(() -> status(other) == JobStatus.PENDING);
        assertThat(all.model.requests()).hasSize(asked);
        second.says("bob", "@mosaic cancel " + other.abbreviated());
        assertThat(world.awaitOver(other).status()).isEqualTo(JobStatus.CANCELLED);

        // the day after
        all.model.play(FakeAnthropic.says("Done."));
        world.sql("update ledger set day = day - 1");
        world.sql("update runner_jobs set run_at = now() where id = '%s'".formatted(job));
        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.COMPLETED);
    }

    private static JobStatus status(JobId job) {
        return world.job(job).status();
    }
}
