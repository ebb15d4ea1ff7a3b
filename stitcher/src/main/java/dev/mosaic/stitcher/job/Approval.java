package dev.mosaic.stitcher.job;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to people about one commit of one attempt, and their answer. An answer holds for
 * exactly that commit.
 *
 * @param base what the change was made against
 * @param head the commit in question
 * @param reasons why a person is asked
 * @param othersOnly true if whoever asked for the job may not answer
 * @param until when the question expires
 * @param answer null while nobody has answered
 */
public record Approval(
        JobId job,
        int attempt,
        String base,
        String head,
        List<String> reasons,
        boolean othersOnly,
        Instant until,
        @Nullable Answer answer) {
    public Approval {
        reasons = List.copyOf(reasons);
    }

    /** What a person said. @param reason empty with an approval; untrusted text */
    public record Answer(Verdict verdict, String by, String reason) {}

    /** Whether the change may go on. */
    public enum Verdict {
        APPROVED,
        REJECTED;

        /** As it is stored, and as events have it. */
        public String word() {
            return this == APPROVED ? "approved" : "rejected";
        }
    }
}
