package dev.mosaic.stitcher.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The store of steps. Every change is made under the job's lease and tells of itself in the log.
 */
@Component
public class JobSteps {
    /** Begins a step ({@code step.started}); a RUNNING step of the same job is ABANDONED first. */
    public Mono<JobStep> begin(Lease lease, int attempt, int round, Stage stage, String profile) {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends a step ({@code step.finished}). @param result JSON for a later step or a restart; null
     * for none
     */
    public Mono<JobStep> finish(
            Lease lease,
            UUID step,
            JobStep.Status status,
            String summary,
            @Nullable String result) {
        throw new UnsupportedOperationException();
    }

    /** All steps of a job in the order in which they began. */
    public Flux<JobStep> of(JobId job) {
        throw new UnsupportedOperationException();
    }
}
