package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a pull request says of itself. Only our own sentence closes an issue, and only the job's
 * own; whatever came from outside stands in quotes and code, inert.
 */
public final class PullRequestText {
    private static final int REASONS_SHOWN = 20;

    private PullRequestText() {}

    /**
     * What a pull request is about.
     *
     * @param story the log of the job until now
     * @param files the change against its base
     * @param profile the gate profile that the change passed: the one that was asked for, or the
     *     stricter one of the repository
     * @param isolation the sandbox's own sentence on what it keeps apart
     */
    public record Proposal(
            JobId job,
            JobRequest request,
            JobStory story,
            List<FileChange> files,
            String profile,
            String isolation) {
        public Proposal {
            files = List.copyOf(files);
        }
    }

    /** {@code Login fails (#1)}: forges look for closing words in titles too, so it has none. */
    public static String title(JobRequest request) {
        return "%s (#%d)"
                .formatted(Inert.markdownLine(request.title(), 120), request.issue().number());
    }

    /** The hidden line by which a pull request of ours is found again. */
    public static String marker(JobId job) {
        return "<!-- mosaic:job=%s -->".formatted(job);
    }

    /** The body, in Markdown. */
    public static String body(Proposal it) {
        var parts = new ArrayList<String>();
        parts.add("Closes #%d".formatted(it.request().issue().number()));
        if (GatesDisabled.in(it.story().evidence())) {
            parts.add(GatesDisabled.BANNER);
        }
        parts.add("### Asked\n\n" + asked(it.request()));
        parts.add("### Changed\n\n" + DiffText.summary(it.files()));
        parts.add("### Evidence\n\n" + EvidenceTable.markdown(it.story().evidence()));
        var remarks = lines(it.story().evidence(), PullRequestText::isRemark);
        if (!remarks.isEmpty()) {
            parts.add("### Remarks\n\n" + remarks);
        }
        var rejections =
                lines(it.story().evidence(), one -> one.result() == Evidence.Result.REJECTED);
        if (!rejections.isEmpty()) {
            parts.add("### Rejected on the way\n\n" + rejections);
        }
        parts.add("### Made\n\n" + made(it));
        parts.add(marker(it.job()));
        return String.join("\n\n", parts) + "\n";
    }

    private static String asked(JobRequest request) {
        var text =
                request.instructions().isBlank()
                        ? request.title()
                        : request.title() + "\n\n" + request.instructions();
        return "By %s, for issue #%d:\n\n%s"
                .formatted(
                        Inert.code(request.requestedBy(), 60),
                        request.issue().number(),
                        Inert.quote(text, 4_000));
    }

    private static boolean isRemark(Evidence one) {
        return switch (one.result()) {
            case PASSED, HELD, DETECTED, BYPASSED, BLOCKED -> true;
            case REJECTED, BROKEN -> false;
        };
    }

    static String lines(List<Evidence> evidence, Predicate<Evidence> wanted) {
        var lines =
                evidence.stream()
                        .filter(wanted)
                        .flatMap(one -> one.reasons().stream().map(reason -> line(one, reason)))
                        .toList();
        var shown = lines.stream().limit(REASONS_SHOWN).collect(Collectors.joining("\n"));
        var rest = lines.size() - REASONS_SHOWN;
        return rest <= 0 ? shown : shown + "\n- and " + Spell.count(rest, "more reason");
    }

    private static String line(Evidence one, String reason) {
        return "- round %d, %s: %s"
                .formatted(one.round(), Inert.code(one.gate(), 40), Inert.code(reason, 300));
    }

    private static String made(Proposal it) {
        var engines = FinalWords.engines(it.story().engines());
        var cost = CostText.sentence(it.story().spent());
        return "%s%sGate profile %s. Job `%s`, attempt %d. %s"
                .formatted(
                        engines.isEmpty() ? "" : engines + " ",
                        cost.isEmpty() ? "" : cost + " ",
                        Inert.code(it.profile(), 40),
                        it.job().abbreviated(),
                        it.story().attempt(),
                        Inert.markdownLine(it.isolation(), 500))
                .strip();
    }
}
