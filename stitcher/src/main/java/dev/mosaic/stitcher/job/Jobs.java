package dev.mosaic.stitcher.job;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.Job.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The store of jobs. Every method that changes a job appends the event that tells of it in the same
 * transaction. Errors of every changing method: {@link StaleJob} when somebody was faster or the
 * lease is no longer the caller's, {@link IllegalTransition} for an arrow that does not exist.
 */
@Component
public class Jobs {

    /** What became of a submission. */
    public sealed interface Submission {
        /** A new job. */
        record Accepted(Job job) implements Submission {}

        /** The issue has a live job; the asker now watches it. */
        record Joined(Job job) implements Submission {}

        /** This very request was accepted before, and this is its job. */
        record Repeated(Job job) implements Submission {}
    }

    /** What {@link #list} shows. Null means any. */
    public record Filter(@Nullable JobStatus status, @Nullable String repo, boolean liveOnly) {
        public static final Filter ALL = new Filter(null, null, false);
    }

    /**
     * Accepts a request in one transaction: trigger, job, events {@code job.submitted} and {@code
     * job.queued} (or {@code job.delayed} when {@code request.runAt} lies ahead), first watcher. At
     * most one job per trigger ever, at most one live job per issue; in the second case the asker
     * becomes a watcher of the live one ({@code job.watched}).
     */
    public Mono<Submission> submit(JobRequest request, String trigger) {
        throw new UnsupportedOperationException();
    }

    public Mono<Job> find(JobId id) {
        throw new UnsupportedOperationException();
    }

    /** Jobs whose abbreviated id ends like this, newest first; at most 10. */
    public Flux<Job> named(String abbreviated) {
        throw new UnsupportedOperationException();
    }

    /** The newest job of an issue, live or not. */
    public Mono<Job> latestFor(IssueRef issue) {
        throw new UnsupportedOperationException();
    }

    /** Newest first. @param before only jobs older than this one; null for the newest */
    public Flux<Job> list(Filter filter, @Nullable JobId before, int limit) {
        throw new UnsupportedOperationException();
    }

    public Flux<Watcher> watchers(JobId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Cancels: PENDING, QUEUED and WAITING jobs at once, a RUNNING one becomes CANCELLING and its
     * owner ends it. A job that is CANCELLING stays so. Final jobs: {@link IllegalTransition}.
     */
    public Mono<Job> cancel(JobId id, String by, String reason) {
        throw new UnsupportedOperationException();
    }

    /**
     * A final job starts over: attempt + 1, same job, same branch, counters of the attempt at zero,
     * {@code text} added to the instructions. {@link IllegalTransition} for a live one, also when
     * another job of the issue is live.
     */
    public Mono<Job> retry(JobId id, String by, String text, Origin origin) {
        throw new UnsupportedOperationException();
    }

    /**
     * Raises the progress and says so; refused for a stale owner. Progress never goes back within
     * an attempt.
     */
    public Mono<Job> progress(Lease lease, int percent, JobEvent event) {
        throw new UnsupportedOperationException();
    }

    /** Appends an event of the owner without changing the job's state. */
    public Mono<RecordedEvent> record(Lease lease, JobEvent event) {
        throw new UnsupportedOperationException();
    }

    /** Remembers the pass that begins. */
    public Mono<Job> round(Lease lease, int round) {
        throw new UnsupportedOperationException();
    }

    /** Remembers what the job has brought about, with the event that tells of it. */
    public Mono<Job> outcome(Lease lease, Outcome outcome, JobEvent event) {
        throw new UnsupportedOperationException();
    }

    /** RUNNING → COMPLETED. */
    public Mono<Job> complete(Lease lease, String summary) {
        throw new UnsupportedOperationException();
    }

    /** RUNNING → FAILED. */
    public Mono<Job> fail(Lease lease, String error, String advice) {
        throw new UnsupportedOperationException();
    }

    /**
     * RUNNING → PENDING until a time, because the world failed; counts in {@link Job#delayCount()}.
     */
    public Mono<Job> delay(Lease lease, String reason, Instant until) {
        throw new UnsupportedOperationException();
    }

    /** RUNNING → QUEUED, because this node shuts down; counts in {@link Job#interruptCount()}. */
    public Mono<Job> handBack(Lease lease, String reason) {
        throw new UnsupportedOperationException();
    }

    /** CANCELLING → CANCELLED, by its owner after everything was ended. */
    public Mono<Job> cancelled(Lease lease) {
        throw new UnsupportedOperationException();
    }

    /** Every job that is not final. */
    public Flux<Job> live() {
        return list(new Filter(null, null, true), null, 1_000);
    }

    /** Runs a change again after {@link StaleJob}, at most 3 times with exponential back-off. */
    public static <T> Mono<T> retryingStale(Mono<T> change) {
        throw new UnsupportedOperationException(List.of(change).toString());
    }
}
