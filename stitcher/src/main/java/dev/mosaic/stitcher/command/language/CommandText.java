package dev.mosaic.stitcher.command.language;

import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.OptionValues;
import dev.mosaic.stitcher.command.References;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.RepoName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes commands as {@link CommandParser#parseBare} reads them: {@code parse(write(c))} gives c.
 */
public final class CommandText {
    private CommandText() {}

    /** The command without a mention, such as {@code fix #12 time=20m Keep the API}. */
    public static String of(Command command) {
        var words = new ArrayList<String>();
        words.add(command.verb().word());
        switch (command) {
            case Command.Fix fix -> fix(words, fix);
            case Command.Plan(var target) -> target(words, target);
            case Command.Review(var target, var base, var time, var text) -> {
                target(words, target);
                option(words, "base", base);
                option(words, "time", time == null ? null : OptionValues.written(time));
                text(words, text);
            }
            case Command.Check(var target, var base) -> {
                target(words, target);
                option(words, "base", base);
            }
            case Command.Ask(var question) -> text(words, question);
            case Command.Status(var target) -> target(words, target);
            case Command.Logs(var target, var stage) -> {
                target(words, target);
                if (stage != null) {
                    words.add(lower(stage));
                }
            }
            case Command.Cancel(var target) -> target(words, target);
            case Command.Retry(var target, var text) -> targetAndText(words, target, text);
            case Command.Prioritize(var target, var priority) -> {
                target(words, target);
                words.add(Integer.toString(priority));
            }
            case Command.Approve(var target, var commit) -> {
                target(words, target);
                if (commit != null) {
                    words.add(commit);
                }
            }
            case Command.Reject(var target, var reason) -> targetAndText(words, target, reason);
            case Command.Say(var target, var text) -> targetAndText(words, target, text);
            case Command.Use(var repo) -> words.add(repo.toString());
            case Command.Help(var about) -> {
                if (about != null) {
                    words.add(about.word());
                }
            }
            case Command.Kill(var target, var reason) -> {
                if (target instanceof Target.Implied && !reason.isEmpty()) {
                    words.add("--");
                    words.add(reason);
                } else {
                    targetAndText(words, target, reason);
                }
            }
            case Command.KillAll(var reason) -> text(words, reason);
            case Command.Pause(var repo, var reason) -> repoAndText(words, repo, reason);
            case Command.Resume(var repo, var reason) -> repoAndText(words, repo, reason);
            case Command.Jobs(),
                    Command.Queue(),
                    Command.Link(),
                    Command.Whoami(),
                    Command.Budget() -> {}
        }
        return String.join(" ", words);
    }

    /** A reference as a person would write it; empty if it is implied. */
    static String of(Target target) {
        return switch (target) {
            case Target.Implied() -> "";
            case Target.Job(var name) -> name;
            case Target.Issue(var number) -> "#" + number;
            case Target.IssueOf(var repo, var number) -> repo + "#" + number;
            case Target.Branch(var name) -> "branch=" + name;
            case Target.IssueAt(var site, var repo, var number) ->
                    site + "/" + repo + "/issues/" + number;
        };
    }

    private static void fix(List<String> words, Command.Fix fix) {
        target(words, fix.issue());
        var options = fix.options();
        option(words, "budget", options.budget());
        option(words, "time", options.time() == null ? null : OptionValues.written(options.time()));
        option(words, "profile", options.profile() == null ? null : lower(options.profile()));
        option(words, "engine", options.engine());
        option(words, "model", options.model());
        option(words, "priority", options.priority());
        option(words, "base", options.base());
        if (options.yolo()) {
            words.add("yolo");
        }
        text(words, fix.instructions());
    }

    private static void targetAndText(List<String> words, Target target, String text) {
        target(words, target);
        text(words, text);
    }

    private static void repoAndText(List<String> words, @Nullable RepoName repo, String text) {
        if (repo != null) {
            words.add(repo.toString());
        }
        text(words, text);
    }

    private static void target(List<String> words, Target target) {
        if (!(target instanceof Target.Implied)) {
            words.add(of(target));
        }
    }

    private static void option(List<String> words, String key, @Nullable Object value) {
        if (value != null) {
            words.add(key + "=" + value);
        }
    }

    private static void text(List<String> words, String text) {
        if (!text.isEmpty()) {
            if (!isPlain(new Words(text).next())) {
                words.add("--");
            }
            words.add(text);
        }
    }

    /** True for a word that can be nothing but the beginning of free text. */
    private static boolean isPlain(String word) {
        return word.chars().allMatch(Character::isLetter)
                && !word.equalsIgnoreCase("yolo")
                && !OptionValues.isMoneyUnit(word)
                && !OptionValues.isTimeUnit(word)
                && !References.isShortId(word.toLowerCase(Locale.ROOT));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
