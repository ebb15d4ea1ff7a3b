package dev.mosaic.stitcher.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stage of a round of an attempt.
 *
 * @param profile who worked: {@code runner}, {@code weaver}, {@code inspector}, {@code herald}
 * @param summary one line for people; null while it runs
 * @param result what a later step or a restart needs, as JSON; null if nothing
 */
public record JobStep(
        UUID id,
        JobId job,
        int attempt,
        int round,
        Stage stage,
        String profile,
        Status status,
        int progress,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String summary,
        @Nullable String result) {

    /** How a step stands. A crash leaves RUNNING; the next owner begins the step anew. */
    public enum Status {
        RUNNING,
        /** It did its work. */
        DONE,
        /** It did its work, and the answer is no: a change is made anew in another round. */
        REJECTED,
        /** It could not do its work. */
        FAILED,
        /** Its owner went away, or the job was cancelled. */
        ABANDONED
    }
}
