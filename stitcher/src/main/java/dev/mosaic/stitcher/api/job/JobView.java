package dev.mosaic.stitcher.api.job;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Judgement;
import dev.mosaic.stitcher.model.ledger.Spent;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/**
 * A job as callers see it. Members are only ever added. Title, instructions and error are untrusted
 * text.
 *
 * @param shortId how people name it in chat
 * @param repo what people called the repository when they asked
 * @param live false if nothing more will happen, unless somebody retries
 * @param version raised by every change; also the ETag
 * @param issue the number of the issue or pull request; 0 for a branch
 * @param verdict what an inspection came to; null until then, and of every other job
 * @param budget most that it may cost in USD, with what was allowed on top; 0 for no limit. Null
 *     but where one job is asked for
 * @param spent what it cost; null as {@code budget}
 * @param lastSeq the number of its newest event
 */
record JobView(
        String id,
        String shortId,
        JobKind kind,
        JobStatus status,
        boolean live,
        @Nullable String waitingFor,
        String repo,
        long issue,
        String title,
        String instructions,
        int priority,
        String profile,
        String engine,
        @Nullable String model,
        String requestedBy,
        int attempt,
        int round,
        int progress,
        @Nullable String branch,
        @Nullable String baseSha,
        @Nullable String headSha,
        @Nullable PullRequestView pullRequest,
        @Nullable Judgement verdict,
        @Nullable String error,
        @Nullable BigDecimal budget,
        @Nullable SpentView spent,
        Instant createdAt,
        Instant runAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int lastSeq,
        long version) {

    /**
     * @param url null where the forge has no address to look at
     */
    record PullRequestView(long number, @Nullable String url) {}

    /**
     * @param usd in USD, with what calls under way may cost
     * @param inputTokens without those from and into a cache
     * @param estimated true if a part is more than it was, because a provider did not say it
     */
    record SpentView(
            BigDecimal usd,
            long inputTokens,
            long outputTokens,
            long cacheReadTokens,
            long cacheWriteTokens,
            int calls,
            boolean estimated) {
        static SpentView of(Spent spent) {
            var tokens = spent.tokens();
            return new SpentView(
                    spent.usd(),
                    tokens.input(),
                    tokens.output(),
                    tokens.cacheRead(),
                    tokens.cacheWrite() + tokens.cacheWriteHour(),
                    spent.calls(),
                    spent.estimated());
        }
    }

    /** The answer that shows a job, with its version as the ETag. */
    static ResponseEntity<JobView> tagged(ResponseEntity.BodyBuilder answer, Job job) {
        return tagged(answer, job, null, null);
    }

    /** As {@link #tagged(ResponseEntity.BodyBuilder, Job)}, with its money. */
    static ResponseEntity<JobView> tagged(
            ResponseEntity.BodyBuilder answer,
            Job job,
            @Nullable BigDecimal budget,
            @Nullable SpentView spent) {
        return answer.eTag(Long.toString(job.version())).body(of(job, budget, spent));
    }

    static JobView of(Job job) {
        return of(job, null, null);
    }

    private static JobView of(Job job, @Nullable BigDecimal budget, @Nullable SpentView spent) {
        var request = job.request();
        var outcome = job.outcome();
        return new JobView(
                job.id().toString(),
                job.id().abbreviated(),
                request.kind(),
                job.status(),
                !job.status().isFinal(),
                job.waitingFor(),
                request.repoName(),
                request.issue().number(),
                request.title(),
                request.instructions(),
                request.priority(),
                request.gateProfile(),
                request.engine(),
                request.model(),
                request.requestedBy(),
                job.attempt(),
                job.round(),
                job.progress(),
                outcome.branch() == null ? request.branch() : outcome.branch(),
                outcome.baseSha(),
                outcome.headSha(),
                outcome.pullRequest() == null
                        ? null
                        : new PullRequestView(outcome.pullRequest(), outcome.pullRequestUrl()),
                job.judgement(),
                job.error(),
                budget,
                spent,
                job.createdAt(),
                job.runAt(),
                job.startedAt(),
                job.finishedAt(),
                job.lastSeq(),
                job.version());
    }
}
