package dev.mosaic.stitcher.job;

import dev.mosaic.stitcher.forge.IssueRef;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for; never changes after the job was accepted.
 *
 * @param issue of a job that inspects: the pull request; {@link IssueRef#none} if it is about a
 *     branch
 * @param branch that is inspected; null of every other job, and where a pull request names it
 * @param repoName what people called the repository then
 * @param title the issue's title then; untrusted text
 * @param instructions free text of the command; may be empty; untrusted text
 * @param priority 1 to 10, 1 first
 * @param terms {@code policy.Terms} as JSON
 * @param requestedBy the forge user who asked
 */
public record JobRequest(
        JobKind kind,
        IssueRef issue,
        @Nullable String branch,
        String repoName,
        String title,
        String instructions,
        int priority,
        String gateProfile,
        String engine,
        @Nullable String model,
        String terms,
        Origin origin,
        String requestedBy,
        @Nullable Instant runAt) {
    public JobRequest {
        if (priority < 1 || priority > 10) {
            throw new IllegalArgumentException("priority is 1 to 10, not " + priority);
        }
        if ((branch == null) == (issue.number() == 0) || (branch != null && !kind.inspects())) {
            throw new IllegalArgumentException("a job is about an issue, or inspects a branch");
        }
    }

    /** About an issue or a pull request. */
    public JobRequest(
            JobKind kind,
            IssueRef issue,
            String repoName,
            String title,
            String instructions,
            int priority,
            String gateProfile,
            String engine,
            @Nullable String model,
            String terms,
            Origin origin,
            String requestedBy,
            @Nullable Instant runAt) {
        this(
                kind,
                issue,
                null,
                repoName,
                title,
                instructions,
                priority,
                gateProfile,
                engine,
                model,
                terms,
                origin,
                requestedBy,
                runAt);
    }

    /** Whoever puts a secret into a title or an instruction did not mean it to be passed on. */
    public JobRequest cleaned(UnaryOperator<String> cleaning) {
        return new JobRequest(
                kind,
                issue,
                branch,
                repoName,
                cleaning.apply(title),
                cleaning.apply(instructions),
                priority,
                gateProfile,
                engine,
                model,
                terms,
                origin,
                requestedBy,
                runAt);
    }
}
