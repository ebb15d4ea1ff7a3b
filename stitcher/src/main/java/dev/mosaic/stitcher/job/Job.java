package dev.mosaic.stitcher.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request to do something to a repository, as last read from PostgreSQL.
 *
 * @param attempt from 1; raised by an explicit retry
 * @param round the pass of weave and inspect that runs or ran last; 0 before the first
 * @param crashCount how often its owner died
 * @param interruptCount how often its owner was shut down
 * @param delayCount how often in this attempt a step was put off because the world failed
 * @param progress 0 to 100
 * @param judgement what an inspection came to; null until then, and of every other job
 * @param leaseEpoch raised by every claim; fences what an earlier owner still tries to write
 * @param ownerNode null unless RUNNING or CANCELLING
 * @param lastSeq the number of its newest event
 * @param version raised by every change
 * @param error the sentence that ended it; null unless FAILED or QUARANTINED
 */
public record Job(
        JobId id,
        JobRequest request,
        JobStatus status,
        @Nullable String waitingFor,
        Instant runAt,
        int attempt,
        int round,
        int crashCount,
        int interruptCount,
        int delayCount,
        int progress,
        Outcome outcome,
        @Nullable Judgement judgement,
        long leaseEpoch,
        @Nullable String ownerNode,
        int lastSeq,
        long version,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String error) {

    /** What the job has brought about so far; of an inspection, what it looks at. */
    public record Outcome(
            @Nullable String branch,
            @Nullable String baseSha,
            @Nullable String headSha,
            @Nullable Long pullRequest,
            @Nullable String pullRequestUrl) {
        public static final Outcome NONE = new Outcome(null, null, null, null, null);
    }
}
