package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.Judgement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What became of a change that was judged and nothing more. What gates print is untrusted. */
public final class JudgementText {
    private static final int REASONS = 20;
    private static final int REASON = 1_500;
    private static final int ALL = 20_000;

    private JudgementText() {}

    /** {@code Approved}. */
    static String word(Judgement judgement) {
        return switch (judgement) {
            case APPROVED -> "Approved";
            case REJECTED -> "Rejected";
        };
    }

    /** The summary of a change that nothing speaks against. @param stat of {@link DiffText} */
    public static String approved(String stat) {
        return "Nothing speaks against it: %s.".formatted(stat);
    }

    /**
     * The summary of a change that was rejected.
     *
     * @param reasons of each gate, its name in front
     */
    public static String rejected(List<String> reasons, String stat) {
        return "The change (%s) was rejected:\n%s".formatted(stat, listed(reasons));
    }

    /**
     * What the pull request is told, in Markdown: the same words however often they are made.
     *
     * @param story the log until the verdict
     * @param reasons why it was rejected; empty if it was not
     * @param baseBranch with what the change was compared
     */
    public static String comment(
            JobId job,
            JobRequest request,
            JobStory story,
            List<String> reasons,
            String baseBranch) {
        var judgement = reasons.isEmpty() ? Judgement.APPROVED : Judgement.REJECTED;
        return Stream.of(
                        "**%s** by the reviewer of Mosaic: commit `%s`, compared with %s."
                                .formatted(
                                        word(judgement),
                                        EventLine.abbreviated(
                                                String.valueOf(story.published().head())),
                                        Inert.code(baseBranch, 200)),
                        reasons.isEmpty() ? remarks(story) : Inert.markdown(listed(reasons), ALL),
                        "It is the judgement of a model, asked for by %s (job `%s`); it decides nothing. %s"
                                .formatted(
                                        Inert.code(request.requestedBy(), 60),
                                        job.abbreviated(),
                                        CostText.sentence(story.spent()))
                                .strip())
                .filter(it -> !it.isBlank())
                .collect(Collectors.joining("\n\n"));
    }

    /** What gates remarked, one line each; empty if nothing. */
    static String remarks(JobStory story) {
        return PullRequestText.lines(story.evidence(), _ -> true);
    }

    private static String listed(List<String> reasons) {
        var shown =
                reasons.stream()
                        .limit(REASONS)
                        .map(reason -> "- " + cut(reason.strip()).replace("\n", "\n  "))
                        .collect(Collectors.joining("\n"));
        var rest = reasons.size() - REASONS;
        return rest <= 0 ? shown : shown + "\n- and " + Spell.count(rest, "more reason");
    }

    private static String cut(String reason) {
        return reason.length() <= REASON ? reason : reason.substring(0, REASON) + " …";
    }
}
