package dev.mosaic.stitcher.context;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.context.Briefing.Remark;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Comment;
import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.policy.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Gathers what an agent must know: the issue, what people said of it, the shape of the repository
 * and its own guidance for agents. Reads only; blocking.
 */
@Component
public class Runner {
    private static final int MAX_PATHS = 2_000;
    private static final int MAX_COMMENTS = 50;
    private static final int MAX_TEXT = 32 << 10;
    private static final List<String> GUIDANCE = List.of("AGENTS.md", "CLAUDE.md");

    private final Forges forges;

    Runner(Forges forges) {
        this.forges = forges;
    }

    /**
     * @throws Failure.Never if the issue, the repository or the base branch is gone
     * @throws Failure.Later if the forge does not answer
     */
    public Findings gather(Job job, Terms terms, Mirror mirror) throws InterruptedException {
        var request = job.request();
        var forge = forges.of(request.issue().repo());
        var branch = baseBranch(forge, job, terms);
        var base = head(mirror, branch, request.repoName());
        var issue = issue(forge, job);
        var sight = new Sight();
        var briefing =
                new Briefing(
                        base.hex(),
                        branch,
                        sight.of("the title of the issue", issue.title()),
                        sight.of("the body of the issue", issue.body()),
                        issue.author(),
                        remarks(forge, job, sight),
                        mirror.paths(base, MAX_PATHS),
                        sight.of("the guidance of the repository", guidance(mirror, base)));
        return new Findings(briefing, sight.hidden);
    }

    /** Looks at texts, and remembers in which of them something was hidden. */
    private static final class Sight {
        private final List<String> hidden = new ArrayList<>();

        String of(String where, String text) {
            var shown = Shown.of(cut(text));
            if (shown.invisible() > 0) {
                hidden.add(
                        "%s held invisible characters (%d), which were taken out"
                                .formatted(where, shown.invisible()));
            }
            if (shown.comments() > 0) {
                hidden.add(
                        "%s holds HTML comments (%d), which its page does not show"
                                .formatted(where, shown.comments()));
            }
            return shown.text();
        }
    }

    private static String baseBranch(Forge forge, Job job, Terms terms)
            throws InterruptedException {
        if (terms.base() != null) {
            return terms.base();
        }
        var repo = Await.maybe(forge.repo(job.request().issue().repo()));
        if (repo == null) {
            throw new Failure.Never(
                    "The repository %s is gone from the forge.".formatted(job.request().repoName()),
                    null);
        }
        return repo.defaultBranch();
    }

    private static CommitSha head(Mirror mirror, String branch, String repo) {
        return mirror.branch(branch)
                .orElseThrow(() ->
                        new Failure.Never(
                                "%s has no branch `%s` with a commit on it. Push a first commit, or name another branch with `base=`."
                                        .formatted(repo, branch),
                                null));
    }

    private static Issue issue(Forge forge, Job job) throws InterruptedException {
        var issue = Await.maybe(forge.issue(job.request().issue()));
        if (issue == null) {
            throw new Failure.Never(
                    "Issue #%d of %s is gone from the forge."
                            .formatted(job.request().issue().number(), job.request().repoName()),
                    null);
        }
        return issue;
    }

    /**
     * Only what stood there when the command was given: a later edit of the comments must not lead
     * an agent.
     */
    private static List<Remark> remarks(Forge forge, Job job, Sight sight)
            throws InterruptedException {
        var comments =
                Await.value(
                        forge.comments(job.request().issue())
                                .filter(comment -> !comment.createdAt().isAfter(job.createdAt()))
                                .takeLast(MAX_COMMENTS)
                                .collectList());
        var remarks = Stream.<Remark>builder();
        for (var comment : comments) {
            remarks.add(remark(forge, job, comment, sight));
        }
        return remarks.build().toList();
    }

    private static Remark remark(Forge forge, Job job, Comment comment, Sight sight)
            throws InterruptedException {
        var permission =
                Await.value(forge.permission(job.request().issue().repo(), comment.author()));
        var text = sight.of("a comment by " + comment.author(), comment.body());
        return new Remark(comment.author(), permission.name(), text);
    }

    private static String guidance(Mirror mirror, CommitSha base) {
        return GUIDANCE.stream()
                .map(path -> mirror.text(base, path, MAX_TEXT))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "\n[cut]";
    }
}
