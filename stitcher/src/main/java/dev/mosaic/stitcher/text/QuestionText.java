package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.store.BudgetExtensions;
import java.util.stream.Collectors;

/** What a job that waits asks of people, in Markdown: why, until when, and how to answer. */
public final class QuestionText {
    private static final int REASONS = 20;
    private static final int DIFF = 6_000;

    private QuestionText() {}

    /** Throws {@link IllegalArgumentException} for a job that does not wait. */
    public static String of(JobId job, JobRequest request, JobStory story) {
        if (!(story.state() instanceof JobStory.State.Waiting waiting)) {
            throw new IllegalArgumentException("job " + job + " waits for nobody");
        }
        if (waiting.what().equals(BudgetExtensions.BUDGET)) {
            return "%s\n\n%s\n\n%s"
                    .formatted(
                            forMoney(job, request),
                            reasons(waiting),
                            answersForMoney(job, waiting));
        }
        return "%s\n\n%s\n\n%s%s"
                .formatted(
                        opening(job, request, waiting),
                        reasons(waiting),
                        diff(waiting),
                        answers(job, waiting));
    }

    private static String opening(JobId job, JobRequest request, JobStory.State.Waiting waiting) {
        return "**Waits for an %s**: issue #%d, %s (%s, job `%s`), commit `%s`. Nothing was pushed."
                .formatted(
                        Inert.markdownLine(waiting.what(), 40),
                        request.issue().number(),
                        Inert.markdownLine(request.title(), 120),
                        Inert.code(request.repoName(), 200),
                        job.abbreviated(),
                        EventLine.abbreviated(waiting.head()));
    }

    private static String forMoney(JobId job, JobRequest request) {
        return "**Waits for a larger budget**: %s. Its agent was stopped%s."
                .formatted(
                        FinalWords.subject(job, request),
                        request.kind().inspects()
                                ? ", and begins anew when that is allowed"
                                : ", and what it did is kept");
    }

    private static String answersForMoney(JobId job, JobStory.State.Waiting waiting) {
        var name = job.abbreviated();
        return """
        `@mosaic approve %s` allows that and goes on from what is kept, \
        `@mosaic reject %s <reason>` ends the job as failed, \
        `@mosaic cancel %s` ends it too. \
        Without an answer the job fails at %s.\
        """
                .formatted(name, name, name, Spell.at(waiting.until()));
    }

    private static String reasons(JobStory.State.Waiting waiting) {
        return waiting.reasons().stream()
                .limit(REASONS)
                .map(reason -> "- " + Inert.markdownLine(reason, 500))
                .collect(Collectors.joining("\n"));
    }

    /** An apostrophe instead of a backtick: nothing in the change can end the block. */
    private static String diff(JobStory.State.Waiting waiting) {
        return waiting.diff().isBlank()
                ? ""
                : "```diff\n%s\n```\n\n"
                        .formatted(Inert.block(waiting.diff(), DIFF).strip().replace('`', '\''));
    }

    private static String answers(JobId job, JobStory.State.Waiting waiting) {
        var name = job.abbreviated();
        return """
        `@mosaic approve %s %s` lets exactly this commit go on, \
        `@mosaic reject %s <reason>` sends it back to the agent with the reason, \
        `@mosaic cancel %s` ends the job. The whole diff: `mosaic diff %s`. \
        Without an answer the job fails at %s.\
        """
                .formatted(
                        name,
                        EventLine.abbreviated(waiting.head()),
                        name,
                        name,
                        name,
                        Spell.at(waiting.until()));
    }
}
