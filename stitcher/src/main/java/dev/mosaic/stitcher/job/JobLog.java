package dev.mosaic.stitcher.job;

import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The raw output of agents and gates, in chunks; at most 10 MB a step, the rest is dropped with a
 * last line that says so.
 */
@Component
public class JobLog {
    /** Appends a piece of output of a step. */
    public Mono<Void> append(JobId job, UUID step, String source, String text) {
        throw new UnsupportedOperationException();
    }

    /** The output of a job in order, or of one stage of it. */
    public Flux<Chunk> of(JobId job) {
        throw new UnsupportedOperationException();
    }

    /**
     * @param source who printed it: {@code agent}, {@code gate test}
     */
    public record Chunk(UUID step, Stage stage, int round, String source, String text) {}
}
