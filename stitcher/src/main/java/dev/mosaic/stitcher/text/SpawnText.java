package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.Job;
import java.time.Duration;

/** Why a program does not get the agent that it asked for. */
public final class SpawnText {
    public static final String OTHER_TASK =
            "This `taskId` was used for something else before. Use a fresh one for each task.";

    public static final String SHORTER =
            "Ask for less, or leave `options.timeout` out; or raise `mosaic.limits.wall`.";
    public static final String FEWER =
            "Ask for fewer, or leave `options.maxRetries` out; or raise `mosaic.limits.rounds`.";
    public static final String OTHER_SANDBOX =
            "Leave `options.sandbox` out, or let `mosaic.sandbox.kind` name it on every node.";

    public static final String ONE_ROUND =
            "Reviews and gates are made once: there is no further round.";
    public static final String NO_RETRIES =
            "Leave `options.maxRetries` out, or send 0. `POST /api/runner-jobs/{id}/retry` starts the job over when it is done.";

    private static final int NAME = 60;

    private SpawnText() {}

    public static String otherTerms(Job job) {
        return "Job `%s` does that on other terms (%s). Spawn without the options that differ to follow it, or spawn again when it is over."
                .formatted(job.id().abbreviated(), KillText.state(job));
    }

    public static String tooLong(Duration wanted, Duration limit) {
        return "You asked for %s of agent time; this instance allows %s."
                .formatted(Spell.duration(wanted), Spell.duration(limit));
    }

    /** The API counts the rounds after the first, everything else counts all. */
    public static String tooManyRounds(int wanted, int most) {
        return "With `options.maxRetries` %d a job has up to %d rounds; this instance allows %d, that is `options.maxRetries` %d."
                .formatted(wanted - 1, wanted, most, most - 1);
    }

    /** Agents run in another kind, which may be weaker or stronger. */
    public static String otherSandbox(String wanted, String kind) {
        return "You asked for the sandbox %s; agents run in %s here, and in nothing else."
                .formatted(Inert.code(wanted, NAME), Inert.code(kind, NAME));
    }
}
