package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.Stage;

/** How a job stands, in a few words. */
public final class StatusTexts {
    private static final int TITLE = 120;

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
        return "%s #%d %s"
                .formatted(
                        verb(request.kind()),
                        request.issue().number(),
                        Inert.line(request.title(), TITLE))
                .strip();
    }

    /** The verb by which people ask for such a job. */
    static String verb(JobKind kind) {
        return switch (kind) {
            case FIX -> "fix";
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
            case JobStory.State.Completed _ -> "done";
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
