package dev.mosaic.stitcher.api.job;

import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.store.Approvals;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The change of a job as a unified diff, from the mirror on this node. */
@Component
final class JobDiffs {
    private static final int MAX_BYTES = 1 << 20;

    private final Approvals approvals;
    private final Forges forges;
    private final Mirrors mirrors;

    JobDiffs(Approvals approvals, Forges forges, Mirrors mirrors) {
        this.approvals = approvals;
        this.forges = forges;
        this.mirrors = mirrors;
    }

    /** What a diff lies between. */
    private record Ends(CommitSha base, CommitSha head) {}

    /**
     * What people are asked about, else what was pushed. Errors with a {@link Refusal} if there is
     * neither, or if another node has it.
     */
    Mono<String> of(Job job) {
        return ends(job)
                .switchIfEmpty(Mono.error(() -> nothingYet()))
                .flatMap(ends -> diff(job.request().issue().repo(), ends));
    }

    private Mono<Ends> ends(Job job) {
        var outcome = job.outcome();
        var pushed = ends(outcome.baseSha(), outcome.headSha());
        var asked =
                Detached.mono(approvals.latest(job.id()))
                        .filter(it -> it.attempt() == job.attempt())
                        .flatMap(it -> ends(it.base(), it.head()));
        return job.status().isFinal() ? pushed.switchIfEmpty(asked) : asked.switchIfEmpty(pushed);
    }

    private static Mono<Ends> ends(@Nullable String base, @Nullable String head) {
        return base == null || head == null
                ? Mono.empty()
                : Mono.just(new Ends(new CommitSha(base), new CommitSha(head)));
    }

    private Mono<String> diff(RepoRef repo, Ends ends) {
        return Detached.mono(
                forges.of(repo)
                        .remote(repo)
                        .publishOn(Schedulers.boundedElastic())
                        .map(remote -> {
                            var mirror = mirrors.open(remote);
                            if (!mirror.has(ends.head()) || !mirror.has(ends.base())) {
                                throw elsewhere(ends);
                            }
                            return mirror.diff(ends.base(), ends.head(), MAX_BYTES);
                        }));
    }

    private static Refusal nothingYet() {
        return new Refusal(
                HttpStatus.NOT_FOUND,
                "This job has no change to show yet.",
                "There is one when it waits for an approval, or has pushed a branch.");
    }

    private static Refusal elsewhere(Ends ends) {
        return new Refusal(
                HttpStatus.NOT_FOUND,
                "The commit %s is not on this node.".formatted(ends.head().abbreviated()),
                "Ask the node that worked on the job, or look at the branch in the forge.");
    }
}
