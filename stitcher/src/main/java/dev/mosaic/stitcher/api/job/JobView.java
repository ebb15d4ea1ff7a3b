package dev.mosaic.stitcher.api.job;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobStatus;
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
        @Nullable String error,
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

    /** The answer that shows a job, with its version as the ETag. */
    static ResponseEntity<JobView> tagged(ResponseEntity.BodyBuilder answer, Job job) {
        return answer.eTag(Long.toString(job.version())).body(of(job));
    }

    static JobView of(Job job) {
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
                outcome.branch(),
                outcome.baseSha(),
                outcome.headSha(),
                outcome.pullRequest() == null
                        ? null
                        : new PullRequestView(outcome.pullRequest(), outcome.pullRequestUrl()),
                job.error(),
                job.createdAt(),
                job.runAt(),
                job.startedAt(),
                job.finishedAt(),
                job.lastSeq(),
                job.version());
    }
}
