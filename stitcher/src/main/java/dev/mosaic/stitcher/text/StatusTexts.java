package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.Stage;

/** What a job is about and how it stands, in a few words. Titles and names are untrusted. */
public final class StatusTexts {
    private static final int TITLE = 120;
    private static final int NAME = 200;

    private StatusTexts() {}

    /** The status message of a job. */
    public static StatusView view(JobId job, JobRequest request, JobStory story) {
        var working =
                story.state() instanceof JobStory.State.Running
                        || story.state() instanceof JobStory.State.Cancelling;
        return new StatusView(
                job,
                headline(request),
                stage(story),
                story.course().percent(),
                working ? story.course().since() : null,
                story.lines(),
                story.state().isOver());
    }

    /** {@code fix #1 Login fails}: plain text. */
    public static String headline(JobRequest request) {
        return "%s %s".formatted(asked(request), Inert.line(request.title(), TITLE)).strip();
    }

    /** {@code #12}, {@code pull request #45}, {@code branch `x`}: Markdown. */
    static String named(JobRequest request) {
        if (request.branch() != null) {
            return "branch " + Inert.code(request.branch(), NAME);
        }
        return (request.kind().inspects() ? "pull request #" : "#") + request.issue().number();
    }

    /** {@link #named} with the repository and, if it has one, the title: Markdown. */
    static String of(JobRequest request) {
        var title = title(request);
        return "%s of %s%s"
                .formatted(
                        named(request),
                        Inert.code(request.repoName(), NAME),
                        title.isEmpty() ? "" : " (%s)".formatted(title));
    }

    /** {@code fix #12}, {@code review #45}, {@code check x}: plain text. */
    static String asked(JobRequest request) {
        var what =
                request.branch() == null
                        ? "#" + request.issue().number()
                        : Inert.line(request.branch(), NAME);
        return "%s %s".formatted(verb(request.kind()), what);
    }

    /** One line of Markdown; empty for what has none. */
    static String title(JobRequest request) {
        return Inert.markdownLine(request.title(), TITLE);
    }

    /** The verb by which people ask for such a job. */
    static String verb(JobKind kind) {
        return switch (kind) {
            case FIX -> "fix";
            case REVIEW -> "review";
            case CHECK -> "check";
        };
    }

    private static String stage(JobStory story) {
        return switch (story.state()) {
            case JobStory.State.Queued _ -> "queued";
            case JobStory.State.Delayed(_, var until) -> "put off until " + Spell.at(until);
            case JobStory.State.Running _ -> running(story.course());
            case JobStory.State.Waiting waiting ->
                    "waits for %s until %s"
                            .formatted(Spell.wanted(waiting.what()), Spell.at(waiting.until()));
            case JobStory.State.Cancelling _ -> "stopping";
            case JobStory.State.Completed(_, var verdict) ->
                    verdict == null ? "done" : verdict.word();
            case JobStory.State.Failed _ -> "failed";
            case JobStory.State.Cancelled _ -> "cancelled";
            case JobStory.State.Quarantined _ -> "quarantined";
        };
    }

    private static String running(JobStory.Course course) {
        Stage stage = course.stage();
        return stage == null ? "starting" : EventLine.stage(stage) + " round " + course.round();
    }
}
