package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.Lease;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Hands jobs to this node. */
@Component
public class Claims {
    /** A job that is now ours. */
    public record Claim(Job job, Lease lease) {}

    /**
     * Jobs for this node as it has room for them: woken through Valkey, and by a timer behind it.
     * Requests one claim per free slot ({@code Flux} demand). Never ends while the node lives,
     * never fails: what goes wrong is logged and tried again.
     */
    public Flux<Claim> claims() {
        throw new UnsupportedOperationException();
    }
}
