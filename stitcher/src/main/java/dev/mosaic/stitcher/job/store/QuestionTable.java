package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.job.Approval.Answer;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.job.store.JobTable.Move;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/**
 * How a question holds a job, and its answer lets it go, whatever is asked and wherever that is
 * kept. A question and the move to WAITING are one transaction, and so are an answer and the move
 * away. Errors as in {@link Jobs}.
 */
final class QuestionTable {
    private static final int LONGEST_REASON = 2_000;

    private final JobTable table;
    private final Clock clock;
    private final String waitingFor;

    /**
     * @param waitingFor what a job waits for that is asked here
     */
    QuestionTable(JobTable table, Clock clock, String waitingFor) {
        this.table = table;
        this.clock = clock;
        this.waitingFor = waitingFor;
    }

    /**
     * RUNNING → WAITING ({@code job.waiting}): no lease, no process, until somebody answers.
     *
     * @param within how long the question stands
     * @param insert writes it down; job, attempt, now and until are bound here
     * @param event tells of it, of a question that stands until then
     */
    Mono<Job> ask(
            Lease lease,
            Duration within,
            GenericExecuteSpec insert,
            Function<Instant, JobEvent.Waiting> event) {
        return table.atomically(
                table.lock(lease, JobStatus.RUNNING)
                        .flatMap(job -> {
                            var now = clock.instant();
                            var until = now.plus(within);
                            return insert.bind("job", job.id().value())
                                    .bind("attempt", job.attempt())
                                    .bind("now", now)
                                    .bind("until", until)
                                    .then()
                                    .then(
                                            Mono.defer(() ->
                                                    table.move(
                                                            job,
                                                            Move.waiting(event.apply(until)))));
                        }));
    }

    /**
     * WAITING → wherever the answer moves the job. {@link IllegalTransition} if it does not wait
     * for this, {@link StaleJob} if there is no question that the answer is to. Empty if there is
     * no such job.
     *
     * @param update answers the question of the job, in one row; job, verdict, by, reason and now
     *     are bound here
     */
    Mono<Job> answer(JobId id, Answer answer, Move move, Function<Job, GenericExecuteSpec> update) {
        return table.atomically(table.find(id).flatMap(job -> answer(job, answer, move, update)));
    }

    private Mono<Job> answer(
            Job job, Answer answer, Move move, Function<Job, GenericExecuteSpec> update) {
        if (job.status() != JobStatus.WAITING || !waitingFor.equals(job.waitingFor())) {
            return Mono.error(
                    () -> new IllegalTransition(job.id(), job.status(), JobStatus.QUEUED));
        }
        // the move first: it holds the row, so that nobody else answers meanwhile
        return table.move(job, move)
                .delayUntil(moved -> remember(moved, answer, update.apply(moved)));
    }

    private Mono<Void> remember(Job job, Answer answer, GenericExecuteSpec update) {
        return update.bind("job", job.id().value())
                .bind("verdict", answer.verdict().word())
                .bind("by", Columns.storable(answer.by()))
                .bind("reason", Columns.storable(answer.reason(), LONGEST_REASON))
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(() -> new StaleJob(job.id())))
                .then();
    }
}
