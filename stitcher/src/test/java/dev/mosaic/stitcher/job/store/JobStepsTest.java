package dev.mosaic.stitcher.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.work.JobLog;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import dev.mosaic.stitcher.testkit.TestClock;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JobStepsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final TestClock clock = new TestClock();
    private final Stores stores = Stores.on(postgres, clock);
    private final JobSteps steps = stores.steps();

    @Test
    void stepBeginsEndsAndTellsOfBoth() {
        var lease = stores.running(SampleJobs.request());

        var begun = steps.begin(lease, 1, 2, Stage.WEAVE, "weaver").block();
        var done =
                steps.finish(lease, begun.id(), JobStep.Status.DONE, "2 files", "{\"a\": 1}")
                        .block();

        assertThat(begun)
                .returns(JobStep.Status.RUNNING, JobStep::status)
                .returns(2, JobStep::round)
                .returns(clock.instant(), JobStep::startedAt);
        assertThat(done)
                .returns(JobStep.Status.DONE, JobStep::status)
                .returns(100, JobStep::progress)
                .returns("2 files", JobStep::summary)
                .returns("{\"a\": 1}", JobStep::result);
        assertThat(steps.of(lease.job()).collectList().block()).containsExactly(done);
        assertThat(stores.log(lease).stream().map(RecordedEvent::event))
                .endsWith(
                        new JobEvent.StepStarted(Stage.WEAVE, 2, "weaver"),
                        new JobEvent.StepFinished(Stage.WEAVE, 2, JobStep.Status.DONE, "2 files"));
    }

    @Test
    void nextStepAbandonsTheOneThatRuns() {
        var lease = stores.running(SampleJobs.request());
        steps.begin(lease, 1, 1, Stage.WEAVE, "weaver").block();

        steps.begin(lease, 1, 1, Stage.WEAVE, "weaver").block();

        assertThat(steps.of(lease.job()).map(JobStep::status).collectList().block())
                .containsExactly(JobStep.Status.ABANDONED, JobStep.Status.RUNNING);
        assertThat(stores.log(lease).stream().map(RecordedEvent::type))
                .endsWith("step.started", "step.finished", "step.started");
    }

    @Test
    void stepEndsOnce() {
        var lease = stores.running(SampleJobs.request());
        var step = steps.begin(lease, 1, 1, Stage.WEAVE, "weaver").block().id();
        steps.finish(lease, step, JobStep.Status.FAILED, "no", null).block();

        assertThatThrownBy(() -> steps.finish(lease, step, JobStep.Status.DONE, "", null).block())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() ->
                        steps.finish(lease, UUID.randomUUID(), JobStep.Status.DONE, "", null)
                                .block())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ownerEndsItsStepWhileTheJobIsBeingCancelledButBeginsNone() {
        var lease = stores.running(SampleJobs.request());
        var step = steps.begin(lease, 1, 1, Stage.WEAVE, "weaver").block().id();
        stores.jobs().cancel(lease.job(), "ada", "stop").block();

        assertThatThrownBy(() -> steps.begin(lease, 1, 1, Stage.INSPECT, "inspector").block())
                .isInstanceOf(StaleJob.class);
        assertThat(
                        steps.finish(lease, step, JobStep.Status.ABANDONED, "stopped", null)
                                .block()
                                .status())
                .isEqualTo(JobStep.Status.ABANDONED);
    }

    @Test
    void jobWithoutAnOwnerHasNoRunningStep() {
        var lease = stores.running(SampleJobs.request());
        steps.begin(lease, 1, 1, Stage.WEAVE, "weaver").block();

        stores.jobs().handBack(lease, "shutting down").block();

        assertThat(steps.of(lease.job()).single().block().status())
                .isEqualTo(JobStep.Status.ABANDONED);
    }

    @Test
    void outputComesBackInOrder() {
        var lease = stores.running(SampleJobs.request());
        var weave = steps.begin(lease, 1, 1, Stage.WEAVE, "weaver").block().id();
        var long1 = "🧵".repeat(20_000) + "\0";
        stores.log().append(lease.job(), weave, "agent", "one").block();
        stores.log().append(lease.job(), weave, "agent", long1).block();
        stores.log().append(lease.job(), weave, "agent", "").block();

        var chunks = stores.log().of(lease.job()).collectList().block();

        assertThat(chunks.getFirst())
                .isEqualTo(new JobLog.Chunk(weave, Stage.WEAVE, 1, "agent", "one"));
        assertThat(chunks.stream().skip(1).map(JobLog.Chunk::text).reduce("", String::concat))
                .isEqualTo(long1.replace('\0', '\uFFFD'));
    }

    @Test
    void outputOverTheLimitIsDroppedWithALastLine() {
        var lease = stores.running(SampleJobs.request());
        var step = steps.begin(lease, 1, 1, Stage.WEAVE, "weaver").block().id();
        var other = steps.begin(lease, 1, 1, Stage.INSPECT, "inspector").block().id();
        stores.log().append(lease.job(), step, "agent", "x".repeat(JobLog.LIMIT + 100_000)).block();
        stores.log().append(lease.job(), step, "agent", "more").block();
        stores.log().append(lease.job(), other, "gate test", "fine").block();

        var chunks = stores.log().of(lease.job()).map(JobLog.Chunk::text).collectList().block();

        assertThat(chunks).last().isEqualTo("fine");
        assertThat(chunks.get(chunks.size() - 2)).contains("more than 10 MB");
        assertThat(chunks.stream().mapToLong(String::length).sum())
                .isBetween(JobLog.LIMIT - 100_000L, JobLog.LIMIT + 100L);
    }
}
