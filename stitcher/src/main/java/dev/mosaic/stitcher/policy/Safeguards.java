package dev.mosaic.stitcher.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a repository wants to be kept from, whoever asks.
 *
 * @param protection of files that govern machines or people
 * @param size how large a change may be; only lowers what the instance allows
 * @param publish what becomes of a change that passed
 * @param othersOnly true if whoever asked for a change may not approve it
 * @param least the least gate profile that a command may choose; null for any
 */
public record Safeguards(
        Protection protection,
        Size size,
        Publish publish,
        boolean othersOnly,
        @Nullable GateProfile least) {
    /** A repository that says nothing. */
    public static final Safeguards DEFAULT =
            new Safeguards(
                    new Protection(false, List.of()),
                    new Size(null, null, null),
                    Publish.BRANCH,
                    false,
                    null);

    /**
     * @param reject true if a change of protected files is sent back; false if a person is asked
     * @param paths globs besides those that are always protected
     */
    public record Protection(boolean reject, List<String> paths) {
        public Protection {
            paths = List.copyOf(paths);
        }
    }

    /** Null where the instance's value holds. @param bytes of all changed files together */
    public record Size(@Nullable Integer files, @Nullable Integer lines, @Nullable Long bytes) {}

    /** What becomes of a change that passed its gates. */
    public enum Publish {
        /** It is pushed and proposed. */
        BRANCH,
        /** It is shown, and pushed when a person has approved it. */
        HOLD
    }
}
