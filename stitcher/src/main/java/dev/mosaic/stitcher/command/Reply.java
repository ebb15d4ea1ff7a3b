package dev.mosaic.stitcher.command;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.secrets.Redactor;

/** What the desk answers. Every direct mention gets one; the door brings it to whoever asked. */
public sealed interface Reply {
    /** The answer in words, in the Markdown that all outlets understand. */
    String text();

    /** The same in words that hold no secret: what was said wrongly is often said again. */
    default Reply without(Redactor redactor) {
        return switch (this) {
            case Accepted(var job, var fresh, var text) ->
                    new Accepted(job, fresh, redactor.redact(text));
            case Answer(var text) -> new Answer(redactor.redact(text));
            case Refused(var cause, var text) -> new Refused(cause, redactor.redact(text));
            case Silent silent -> silent;
        };
    }

    /** The job is stored. @param fresh false if it was there before and the asker only joined it */
    record Accepted(JobId job, boolean fresh, String text) implements Reply {}

    /** Something to read. */
    record Answer(String text) implements Reply {}

    /** No, with the reason and what to do next. */
    record Refused(Cause cause, String text) implements Reply {}

    /** The text was not addressed to Mosaic. */
    record Silent() implements Reply {
        @Override
        public String text() {
            return "";
        }
    }

    /** Why the desk refuses; a door maps it to its own kind of refusal. */
    enum Cause {
        MISUNDERSTOOD,
        NOT_BUILT,
        NOT_FOUND,
        FORBIDDEN,
        CONFLICT,
        /** The job is no longer as the asker saw it. */
        STALE,
        INVALID,
        /** Not the asker's fault: something that Mosaic needs did not work. */
        UNAVAILABLE
    }
}
