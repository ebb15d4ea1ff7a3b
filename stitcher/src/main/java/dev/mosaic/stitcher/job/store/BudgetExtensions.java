package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.job.Approval.Answer;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.job.store.JobTable.Move;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The store of what jobs may cost beyond their budget. A question and the move to WAITING are one
 * transaction, and so are an answer and the move away. Errors as in {@link Jobs}.
 */
@Component
public class BudgetExtensions {
    /** What such a job waits for. */
    public static final String BUDGET = "budget";

    private static final String ASK =
            """
            insert into budget_extensions (job, attempt, budget, more, others_only, asked_at, until)
            values (:job, :attempt, :budget, :more, :othersOnly, :now, :until)
            """;

    private static final String OPEN =
            """
            select more, others_only from budget_extensions where job = :job and verdict is null
            order by id desc limit 1
            """;

    private static final String ANSWER =
            """
            update budget_extensions set verdict = :verdict, by = :by, reason = :reason,
                answered_at = :now
            where id = (select max(id) from budget_extensions where job = :job)
              and verdict is null
            """;

    private static final String ALLOWED =
            """
            select coalesce(sum(more), 0) as allowed from budget_extensions
            where job = :job and verdict = 'approved'
            """;

    private final DatabaseClient db;
    private final QuestionTable questions;
    private final JobEvents events;

    public BudgetExtensions(
            DatabaseClient db, TransactionalOperator tx, Clock clock, JobEvents events) {
        this.db = db;
        this.questions = new QuestionTable(new JobTable(db, tx, clock, events), clock, BUDGET);
        this.events = events;
    }

    /**
     * What is asked.
     *
     * @param budget what the job may cost now, in USD
     * @param more what an approval allows on top; more than 0
     * @param reasons sentences for people
     * @param othersOnly true if whoever asked for the job may not answer
     * @param within how long the question stands
     */
    public record Question(
            BigDecimal budget,
            BigDecimal more,
            List<String> reasons,
            boolean othersOnly,
            Duration within) {
        public Question {
            reasons = List.copyOf(reasons);
        }
    }

    /** A question that nobody has answered. @param more in USD */
    public record Open(BigDecimal more, boolean othersOnly) {}

    /** RUNNING → WAITING ({@code job.waiting}): no lease, no process, until somebody answers. */
    public Mono<Job> ask(Lease lease, Question question) {
        return questions.ask(
                lease,
                question.within(),
                db.sql(ASK)
                        .bind("budget", question.budget())
                        .bind("more", question.more())
                        .bind("othersOnly", question.othersOnly()),
                until -> new JobEvent.Waiting(BUDGET, until, "", question.reasons(), ""));
    }

    /** What a job asks now; empty if it asks for no money. */
    public Mono<Open> open(JobId job) {
        return db.sql(OPEN)
                .bind("job", job.value())
                .map(row ->
                        new Open(
                                Columns.of(row, "more", BigDecimal.class),
                                Columns.of(row, "others_only", Boolean.class)))
                .one();
    }

    /**
     * WAITING → QUEUED ({@code job.resumed}) with an approval, → FAILED with a rejection. {@link
     * IllegalTransition} if the job does not wait for money. Empty if there is no such job.
     */
    public Mono<Job> answer(JobId id, Answer answer) {
        return questions.answer(id, answer, move(answer), _ -> db.sql(ANSWER));
    }

    private Move move(Answer answer) {
        return switch (answer.verdict()) {
            case APPROVED -> Move.resumed(answer);
            case REJECTED -> {
                var error =
                        events.clean(
                                "Its budget was used up, and %s allowed no more: %s"
                                        .formatted(answer.by(), answer.reason()));
                var event =
                        new JobEvent.Failed(
                                error,
                                "What the agent did is kept. A retry goes on from it, and asks again for what it needs.");
                yield new Move(
                        JobStatus.FAILED,
                        "error = :error,",
                        Map.of("error", error),
                        event,
                        answer.by());
            }
        };
    }

    /** What people allowed on top of the budget of a job so far, in USD; 0 if nothing. */
    public Mono<BigDecimal> allowed(JobId job) {
        return db.sql(ALLOWED)
                .bind("job", job.value())
                .map(row -> Columns.of(row, "allowed", BigDecimal.class))
                .one();
    }
}
