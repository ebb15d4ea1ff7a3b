package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.policy.Terms;
import java.util.List;

/**
 * What the desk answers who wants a change judged that is there, in Markdown.
 *
 * @param mention as in {@link Replies}
 */
public record InspectReplies(String mention) {
    public static final String SECRET_BRANCH =
            "The name of this branch would give a secret away, and it would be shown wherever the job is. Rename the branch, change the secret where it is in use, and ask again.";
    public static final String CHECK_INSTEAD = "The gates alone run with `check`.";

    private static final int NAME = 200;

    public String accepted(Job job, Terms terms, List<String> notes) {
        var id = job.id().abbreviated();
        var does =
                job.request().kind() == JobKind.REVIEW
                        ? "a reviewer (engine %s) looks at it, for at most %s"
                                .formatted(
                                        Inert.code(terms.engine(), NAME),
                                        Spell.duration(terms.limits().wall()))
                        : "its gates run";
        return """
        On it: job `%s` for %s: %s. Nothing will be changed.%s
        %s shows how it stands, %s ends it.\
        """
                .formatted(
                        id,
                        StatusTexts.of(job.request()),
                        does,
                        notes.isEmpty() ? "" : " " + String.join(" ", notes),
                        ask("status " + id),
                        ask("cancel " + id));
    }

    public String over(JobKind kind, RepoName repo, PullRequest pull) {
        return "Pull request #%d of %s (%s) is %s. Reopen it, or name its branch: %s."
                .formatted(
                        pull.ref().number(),
                        Inert.code(repo.toString(), NAME),
                        Inert.markdownLine(pull.title(), 100),
                        pull.state() == PullRequest.State.MERGED ? "merged" : "closed",
                        ask(StatusTexts.verb(kind) + " branch=name"));
    }

    public String unknown(JobKind kind, RepoName repo, IssueRef ref) {
        return "There is no pull request #%d in %s. Name one, or a branch: %s. An issue is settled by %s."
                .formatted(
                        ref.number(),
                        Inert.code(repo.toString(), NAME),
                        ask(StatusTexts.verb(kind) + " branch=name"),
                        ask("fix #" + ref.number()));
    }

    private String ask(String command) {
        return "`" + mention + " " + command + "`";
    }
}
