package dev.mosaic.stitcher.command;

import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.Stage;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be asked of Mosaic, whatever door it came through. Free text is cleaned of
 * what no person types (control characters, halves of surrogate pairs); it stays untrusted.
 */
public sealed interface Command {

    /** Make a change that settles an issue, and propose it. */
    record Fix(Target issue, FixOptions options, String instructions) implements Command {
        public Fix {
            instructions = FreeText.clean(instructions);
        }
    }

    /** Say how an issue would be settled. */
    record Plan(Target issue) implements Command {}

    /**
     * Have a change reviewed that is there.
     *
     * @param change a pull request or a branch
     * @param base the branch to compare with; null for the one that it is meant for
     * @param time for the reviewer, as in {@link FixOptions}; null for what is usual here
     */
    record Review(
            Target change, @Nullable String base, @Nullable Duration time, String instructions)
            implements Command {
        public Review {
            FixOptions.check(base, time);
            instructions = FreeText.clean(instructions);
        }
    }

    /**
     * Run the gates on a change that is there.
     *
     * @param change as in {@link Review}
     * @param base as in {@link Review}
     */
    record Check(Target change, @Nullable String base) implements Command {
        public Check {
            FixOptions.check(base, null);
        }
    }

    /** Answer a question about the repository. */
    record Ask(String question) implements Command {
        public Ask {
            question = FreeText.require(question);
        }
    }

    /** How a job stands; implied without a thread: how everything stands. */
    record Status(Target target) implements Command {}

    /** The newest jobs. */
    record Jobs() implements Command {}

    /** What waits, and for what. */
    record Queue() implements Command {}

    /** The last output of a job. @param stage of this stage only; null for all */
    record Logs(Target job, @Nullable Stage stage) implements Command {}

    /** End a job, gently. */
    record Cancel(Target job) implements Command {}

    /** Start a job over that is over. @param text added to its instructions; may be empty */
    record Retry(Target job, String text) implements Command {
        public Retry {
            text = FreeText.clean(text);
        }
    }

    /** Move a job in the queue. @param priority 1 to 10, 1 first */
    record Prioritize(Target job, int priority) implements Command {}

    /**
     * Let a waiting job go on.
     *
     * @param commit the beginning of the commit that is meant, in lower case; null for the one that
     *     the job asks about when this is read
     */
    record Approve(Target job, @Nullable String commit) implements Command {
        private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,40}");

        /** A commit or its beginning, of 7 digits at least, in lower case; empty if it is none. */
        public static Optional<String> commit(String written) {
            var word = written.toLowerCase(Locale.ROOT);
            return COMMIT.matcher(word).matches() ? Optional.of(word) : Optional.empty();
        }
    }

    /** Do not let it. */
    record Reject(Target job, String reason) implements Command {
        public Reject {
            reason = FreeText.require(reason);
        }
    }

    /** Steer a running job. */
    record Say(Target job, String text) implements Command {
        public Say {
            text = FreeText.require(text);
        }
    }

    /** From now on this channel means that repository. */
    record Use(RepoName repo) implements Command {}

    /** Tie my chat user to my forge user. */
    record Link() implements Command {}

    /** Who am I, and what may I do here? */
    record Whoami() implements Command {}

    /** What can be asked. @param about one verb only; null for all */
    record Help(@Nullable Verb about) implements Command {
        public Help() {
            this(null);
        }
    }

    /**
     * End a job at once.
     *
     * @param job also one of its agents, by its whole id
     * @param reason for the audit; may be empty
     */
    record Kill(Target job, String reason) implements Command {
        public Kill {
            reason = FreeText.clean(reason);
        }
    }

    /** End everything at once. */
    record KillAll(String reason) implements Command {
        public KillAll {
            reason = FreeText.clean(reason);
        }
    }

    /** Start no more jobs. @param repo of this repository; null for all */
    record Pause(@Nullable RepoName repo, String reason) implements Command {
        public Pause {
            reason = FreeText.clean(reason);
        }
    }

    /** Start jobs again. @param repo of this repository; null for all */
    record Resume(@Nullable RepoName repo, String reason) implements Command {
        public Resume {
            reason = FreeText.clean(reason);
        }
    }

    /** What was spent, and what may be. */
    record Budget() implements Command {}

    /** Its first word. */
    default Verb verb() {
        return switch (this) {
            case Fix _ -> Verb.FIX;
            case Plan _ -> Verb.PLAN;
            case Review _ -> Verb.REVIEW;
            case Check _ -> Verb.CHECK;
            case Ask _ -> Verb.ASK;
            case Status _ -> Verb.STATUS;
            case Jobs _ -> Verb.JOBS;
            case Queue _ -> Verb.QUEUE;
            case Logs _ -> Verb.LOGS;
            case Cancel _ -> Verb.CANCEL;
            case Retry _ -> Verb.RETRY;
            case Prioritize _ -> Verb.PRIORITY;
            case Approve _ -> Verb.APPROVE;
            case Reject _ -> Verb.REJECT;
            case Say _ -> Verb.SAY;
            case Use _ -> Verb.USE;
            case Link _ -> Verb.LINK;
            case Whoami _ -> Verb.WHOAMI;
            case Help _ -> Verb.HELP;
            case Kill _ -> Verb.KILL;
            case KillAll _ -> Verb.KILL_ALL;
            case Pause _ -> Verb.PAUSE;
            case Resume _ -> Verb.RESUME;
            case Budget _ -> Verb.BUDGET;
        };
    }

    /** The first word of a command. What each needs and does stands in {@link CommandCatalog}. */
    enum Verb {
        FIX,
        PLAN,
        REVIEW,
        CHECK,
        ASK,
        STATUS,
        JOBS,
        QUEUE,
        LOGS,
        CANCEL,
        RETRY,
        PRIORITY,
        APPROVE,
        REJECT,
        SAY,
        USE,
        LINK,
        WHOAMI,
        HELP,
        KILL,
        KILL_ALL,
        PAUSE,
        RESUME,
        BUDGET;

        /** As people write it, such as {@code kill-all}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The verb that is written so, in any case; {@code stop} is another word for cancel. */
        public static Optional<Verb> of(String word) {
            var lower = word.toLowerCase(Locale.ROOT);
            if (lower.equals("stop")) {
                return Optional.of(CANCEL);
            }
            for (var verb : values()) {
                if (verb.word().equals(lower)) {
                    return Optional.of(verb);
                }
            }
            return Optional.empty();
        }
    }
}
