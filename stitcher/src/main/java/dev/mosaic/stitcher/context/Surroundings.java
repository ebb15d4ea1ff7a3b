package dev.mosaic.stitcher.context;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.context.Briefing.Remark;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Comment;
import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.job.Job;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What every agent is told beside its task: the repository, and what people said. Blocking. */
final class Surroundings {
    private static final int MAX_PATHS = 2_000;
    private static final int MAX_COMMENTS = 50;
    private static final int MAX_TEXT = 32 << 10;
    private static final List<String> GUIDANCE = List.of("AGENTS.md", "CLAUDE.md");

    private Surroundings() {}

    static String defaultBranch(Forge forge, Job job) throws InterruptedException {
        var repo = Await.maybe(forge.repo(job.request().issue().repo()));
        if (repo == null) {
            throw new Failure.Never(
                    "The repository %s is gone from the forge.".formatted(job.request().repoName()),
                    null);
        }
        return repo.defaultBranch();
    }

    /** Where the branch to work from is. */
    static CommitSha head(Mirror mirror, String branch, String repo) {
        return mirror.branch(branch)
                .orElseThrow(() ->
                        new Failure.Never(
                                "%s has no branch `%s` with a commit on it. Push a first commit, or name another branch with `base=`."
                                        .formatted(repo, branch),
                                null));
    }

    static List<String> paths(Mirror mirror, CommitSha commit) {
        return mirror.paths(commit, MAX_PATHS);
    }

    /** What AGENTS.md or CLAUDE.md say; empty if there is neither. */
    static String guidance(Mirror mirror, CommitSha commit) {
        return GUIDANCE.stream()
                .map(path -> mirror.text(commit, path, MAX_TEXT))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    /**
     * Only what stood there when the command was given: a later edit of the comments must not lead
     * an agent. Nor must what a reviewer said there before, which {@link ReviewMark} marks.
     */
    static List<Remark> remarks(Forge forge, IssueRef ref, Job job, Sight sight)
            throws InterruptedException {
        var comments =
                Await.value(
                        forge.comments(ref)
                                .filter(comment -> !comment.createdAt().isAfter(job.createdAt()))
                                .filter(comment -> !ReviewMark.isOn(comment.body()))
                                .takeLast(MAX_COMMENTS)
                                .collectList());
        var remarks = Stream.<Remark>builder();
        for (var comment : comments) {
            remarks.add(remark(forge, ref, comment, sight));
        }
        return remarks.build().toList();
    }

    private static Remark remark(Forge forge, IssueRef ref, Comment comment, Sight sight)
            throws InterruptedException {
        var permission = Await.value(forge.permission(ref.repo(), comment.author()));
        var text = sight.of("a comment by " + comment.author(), comment.body());
        return new Remark(comment.author(), permission.name(), text);
    }
}
