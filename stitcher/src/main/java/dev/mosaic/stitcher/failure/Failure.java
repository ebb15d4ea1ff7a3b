package dev.mosaic.stitcher.failure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a step could not do its work. Three kinds, because there are three reactions; a fourth kind
 * needs a fourth reaction first. The message is shown to people: it says what happened and what to
 * do next, and holds no secret.
 */
public abstract sealed class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Failure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The world was briefly unkind: try again after a while. */
    public static final class Later extends Failure {
        private static final long serialVersionUID = 1L;
        private final Duration delay;

        public Later(String message, Duration delay, @Nullable Throwable cause) {
            super(message, cause);
            this.delay = delay;
        }

        /** The least time to wait before the next try. */
        public Duration delay() {
            return delay;
        }
    }

    /** Trying again cannot help until a person acts: wrong setting, repository gone. */
    public static final class Never extends Failure {
        private static final long serialVersionUID = 1L;

        public Never(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The caller may not do this. Never retried, always audited. */
    public static final class Denied extends Failure {
        private static final long serialVersionUID = 1L;

        public Denied(String message) {
            super(message, null);
        }
    }
}
