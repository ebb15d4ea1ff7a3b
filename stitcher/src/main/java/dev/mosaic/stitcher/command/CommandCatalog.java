package dev.mosaic.stitcher.command;

import static dev.mosaic.stitcher.access.Right.INSTANCE_ADMIN;
import static dev.mosaic.stitcher.access.Right.READ;
import static dev.mosaic.stitcher.access.Right.WRITE;

import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.text.HelpText;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one table of commands: the help, the refusals of what is not built, the checks of rights and
 * the page about commands are made from it.
 */
public final class CommandCatalog {
    /**
     * @param usage without the mention
     * @param does a sentence without a subject
     * @param needs the right in the repository, or in the instance; null if anybody may
     * @param built false if the language knows it, but the desk cannot do it yet
     * @param example without the mention
     */
    public record Entry(
            Verb verb,
            String usage,
            String does,
            @Nullable Right needs,
            boolean built,
            String example) {}

    private static final List<Entry> ENTRIES =
            List.of(
                    built(
                            Verb.FIX,
                            "fix #123 [budget=5$] [time=20m] [profile=standard] [engine=…] [model=…]"
                                    + " [priority=high] [base=main] [yolo] [instructions]",
                            "Makes a change that settles an issue, checks it and proposes it.",
                            WRITE,
                            "fix #12 time=20m Keep the public API as it is"),
                    planned(Verb.PLAN, "plan #123", "Says how it would be fixed.", WRITE),
                    built(
                            Verb.REVIEW,
                            "review <#45|branch=name> [base=main] [time=10m] [instructions]",
                            "Has another agent review a pull request or a branch; changes nothing.",
                            WRITE,
                            "review #45 Look at the locks"),
                    built(
                            Verb.CHECK,
                            "check <#45|branch=name> [base=main]",
                            "Runs the gates on a pull request or a branch; changes nothing.",
                            WRITE,
                            "check branch=feature/login"),
                    planned(Verb.ASK, "ask <question>", "Answers about the code.", READ),
                    built(
                            Verb.STATUS,
                            "status [job|#123]",
                            "Says how a job stands, or which jobs are under way.",
                            READ,
                            "status #12"),
                    built(Verb.JOBS, "jobs", "Lists the newest jobs.", READ, "jobs"),
                    built(Verb.QUEUE, "queue", "Lists what waits, and for what.", READ, "queue"),
                    built(
                            Verb.LOGS,
                            "logs <job|#123> [context|weave|inspect|publish|report]",
                            "Shows the last output of a job, or of one of its stages.",
                            READ,
                            "logs #12 inspect"),
                    built(
                            Verb.CANCEL,
                            "cancel <job|#123>",
                            "Ends a job; its branch stays. `stop` is the same.",
                            WRITE,
                            "cancel #12"),
                    built(
                            Verb.RETRY,
                            "retry <job|#123> [instructions]",
                            "Starts a job over that is over, on the same branch.",
                            WRITE,
                            "retry #12 The test needs a fixed clock"),
                    built(
                            Verb.PRIORITY,
                            "priority <job|#123> <1 to 10|urgent|high|normal|low>",
                            "Lets a job start earlier or later; 1 comes first.",
                            WRITE,
                            "priority #12 high"),
                    built(
                            Verb.APPROVE,
                            "approve <job|#123> [commit]",
                            "Lets the change that a job asks about go on, or allows it to cost more; with a commit, only that one.",
                            WRITE,
                            "approve #12"),
                    built(
                            Verb.REJECT,
                            "reject <job|#123> <reason>",
                            "Sends that change back to the agent with the reason; ends a job that asks for money.",
                            WRITE,
                            "reject #12 Leave the pipeline as it is"),
                    built(
                            Verb.SAY,
                            "say <job|#123> <text>",
                            "Tells the agent of a job something before its next turn, or the next agent of the job.",
                            WRITE,
                            "say #12 The clock in the tests is fixed, leave it so"),
                    planned(Verb.USE, "use owner/repo", "Binds this channel.", WRITE),
                    planned(Verb.LINK, "link", "Ties chat user and forge user.", null),
                    built(
                            Verb.WHOAMI,
                            "whoami",
                            "Says who Mosaic takes you for, and what you may do here.",
                            null,
                            "whoami"),
                    built(
                            Verb.HELP,
                            "help [command]",
                            "Lists the commands, or explains one.",
                            null,
                            "help fix"),
                    built(
                            Verb.KILL,
                            "kill <agent|job|#123> [reason]",
                            "Ends a job at once, without asking its agent first.",
                            WRITE,
                            "kill #12 It deletes files"),
                    built(
                            Verb.KILL_ALL,
                            "kill-all [reason]",
                            "Ends every agent on every node at once, and starts nothing until `resume`.",
                            INSTANCE_ADMIN,
                            "kill-all Somebody took over the forge"),
                    built(
                            Verb.PAUSE,
                            "pause [owner/repo] [reason]",
                            "Starts no more jobs; what runs goes on.",
                            INSTANCE_ADMIN,
                            "pause demo/app Release week"),
                    built(
                            Verb.RESUME,
                            "resume [owner/repo]",
                            "Starts jobs again.",
                            INSTANCE_ADMIN,
                            "resume demo/app"),
                    planned(
                            Verb.BUDGET,
                            "budget",
                            "Says what was spent, and what may be.",
                            INSTANCE_ADMIN));

    private static final Map<Verb, Entry> BY_VERB = new EnumMap<>(Verb.class);

    static {
        for (var entry : ENTRIES) {
            BY_VERB.put(entry.verb(), entry);
        }
    }

    private CommandCatalog() {}

    /** All commands, also those that are not built. */
    public static List<Entry> all() {
        return ENTRIES;
    }

    public static Entry of(Verb verb) {
        var entry = BY_VERB.get(verb);
        if (entry == null) {
            throw new IllegalStateException("no entry for " + verb);
        }
        return entry;
    }

    /** What can be done today, as the help shows it. */
    public static List<HelpText.Entry> help() {
        return ENTRIES.stream().filter(Entry::built).map(CommandCatalog::shown).toList();
    }

    public static HelpText.Entry shown(Entry entry) {
        return new HelpText.Entry(
                entry.verb().word(),
                entry.usage(),
                entry.does(),
                entry.needs() == null ? "" : right(entry.needs()),
                entry.example());
    }

    /** As people call it. */
    static String right(Right right) {
        return right.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Entry built(
            Verb verb, String usage, String does, @Nullable Right needs, String example) {
        return new Entry(verb, usage, does, needs, true, example);
    }

    private static Entry planned(Verb verb, String usage, String does, @Nullable Right needs) {
        return new Entry(verb, usage, does, needs, false, "");
    }
}
