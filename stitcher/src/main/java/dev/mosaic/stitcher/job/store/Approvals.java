package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.job.Approval;
import dev.mosaic.stitcher.job.Approval.Answer;
import dev.mosaic.stitcher.job.Approval.Verdict;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.job.store.JobTable.Move;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The store of what people were asked about changes. A question and the move to WAITING are one
 * transaction, and so are an answer and the move back. Errors as in {@link Jobs}.
 */
@Component
public class Approvals {
    /** What such a job waits for. */
    public static final String APPROVAL = "approval";

    private static final String ASK =
            """
            insert into approvals (job, attempt, base, head, reasons, others_only, asked_at, until)
            values (:job, :attempt, :base, :head, :reasons, :othersOnly, :now, :until)
            on conflict (job, attempt, head) do update set
                reasons = excluded.reasons, others_only = excluded.others_only,
                asked_at = excluded.asked_at, until = excluded.until
            where approvals.verdict is null
            """;

    private static final String ANSWER =
            """
            update approvals set verdict = :verdict, by = :by, reason = :reason, answered_at = :now
            where id = (
                select id from approvals where job = :job and attempt = :attempt
                order by asked_at desc, id desc limit 1)
              and head = :head and verdict is null
            """;

    private static final String OF =
            "select * from approvals where job = :job and attempt = :attempt and head = :head";

    private static final String LATEST =
            """
            select * from approvals where job = :job order by attempt desc, asked_at desc, id desc
            limit 1
            """;

    private final DatabaseClient db;
    private final QuestionTable questions;

    public Approvals(DatabaseClient db, TransactionalOperator tx, Clock clock, JobEvents events) {
        this.db = db;
        this.questions = new QuestionTable(new JobTable(db, tx, clock, events), clock, APPROVAL);
    }

    /**
     * What is asked.
     *
     * @param within how long the question stands
     * @param diff the change as people should see it, bounded; untrusted text
     */
    public record Question(
            String base,
            String head,
            List<String> reasons,
            boolean othersOnly,
            Duration within,
            String diff) {
        public Question {
            reasons = List.copyOf(reasons);
        }
    }

    /** RUNNING → WAITING ({@code job.waiting}): no lease, no process, until somebody answers. */
    public Mono<Job> ask(Lease lease, Question question) {
        var reasons = question.reasons().stream().map(Columns::storable).toArray(String[]::new);
        return questions.ask(
                lease,
                question.within(),
                db.sql(ASK)
                        .bind("base", question.base())
                        .bind("head", question.head())
                        .bind("reasons", reasons)
                        .bind("othersOnly", question.othersOnly()),
                until ->
                        new JobEvent.Waiting(
                                APPROVAL,
                                until,
                                question.head(),
                                question.reasons(),
                                question.diff()));
    }

    /**
     * WAITING → QUEUED ({@code job.resumed}) with the answer to the question about a commit. {@link
     * IllegalTransition} if the job does not wait for an approval, {@link StaleJob} if it asks
     * about another commit by now. Empty if there is no such job.
     */
    public Mono<Job> answer(JobId id, String head, Answer answer) {
        return questions.answer(
                id,
                answer,
                Move.resumed(answer),
                job -> db.sql(ANSWER).bind("attempt", job.attempt()).bind("head", head));
    }

    /** What was asked and said about a commit in an attempt; empty if nobody was asked. */
    public Mono<Approval> of(JobId job, int attempt, String head) {
        return db.sql(OF)
                .bind("job", job.value())
                .bind("attempt", attempt)
                .bind("head", head)
                .map(Approvals::toApproval)
                .one();
    }

    /** The newest question about a job; empty if there was none. */
    public Mono<Approval> latest(JobId job) {
        return db.sql(LATEST).bind("job", job.value()).map(Approvals::toApproval).one();
    }

    private static Approval toApproval(Readable row) {
        return new Approval(
                new JobId(Columns.of(row, "job", UUID.class)),
                Columns.number(row, "attempt"),
                Columns.text(row, "base"),
                Columns.text(row, "head"),
                List.of(Columns.of(row, "reasons", String[].class)),
                Columns.of(row, "others_only", Boolean.class),
                Columns.of(row, "until", Instant.class),
                toAnswer(row));
    }

    private static @Nullable Answer toAnswer(Readable row) {
        var verdict = row.get("verdict", String.class);
        var reason = row.get("reason", String.class);
        return verdict == null
                ? null
                : new Answer(
                        Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)),
                        Columns.text(row, "by"),
                        reason == null ? "" : reason);
    }
}
