package dev.mosaic.stitcher.command.language;

import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandCatalog;
import dev.mosaic.stitcher.command.FreeText;
import dev.mosaic.stitcher.command.OptionValues;
import dev.mosaic.stitcher.command.References;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.text.HelpText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one command, from its verb on. Used once. */
final class CommandReader {
    private final CharSequence text;
    private final boolean bare;
    private Words words;

    /**
     * @param bare true where a number alone names an issue
     */
    CommandReader(CharSequence text, boolean bare) {
        this.text = FreeText.strip(text);
        this.bare = bare;
        this.words = new Words(this.text);
    }

    Parsed read() {
        skipPoliteness();
        if (words.isEmpty()) {
            return new Parsed.Understood(new Command.Help());
        }
        var word = words.next();
        return Verb.of(MentionFinder.withoutPoints(word))
                .map(this::arguments)
                .orElseGet(() -> unknownVerb(word));
    }

    private Parsed arguments(Verb verb) {
        return switch (verb) {
            case FIX, REVIEW -> new OptionsReader(verb, words, bare).read();
            case CHECK -> {
                onlyThisLine();
                yield new OptionsReader(verb, words, bare).read();
            }
            case ASK -> withText(verb, Command.Ask::new);
            case RETRY -> withTarget(verb, target -> understood(new Command.Retry(target, rest())));
            case REJECT -> withTargetAndText(verb, Command.Reject::new);
            case SAY -> withTargetAndText(verb, Command.Say::new);
            case KILL_ALL -> understood(new Command.KillAll(rest()));
            case PAUSE -> withRepo(Command.Pause::new);
            case RESUME -> withRepo(Command.Resume::new);
            case PLAN -> target(verb, Command.Plan::new);
            case STATUS -> target(verb, Command.Status::new);
            case PRIORITY -> priority(verb);
            case CANCEL -> target(verb, Command.Cancel::new);
            case APPROVE -> approve(verb);
            case KILL -> withTarget(verb, target -> kill(verb, target));
            case LOGS -> logs(verb);
            case USE -> use(verb);
            case HELP -> help(verb);
            case JOBS -> alone(verb, new Command.Jobs());
            case QUEUE -> alone(verb, new Command.Queue());
            case LINK -> alone(verb, new Command.Link());
            case WHOAMI -> alone(verb, new Command.Whoami());
            case BUDGET -> alone(verb, new Command.Budget());
        };
    }

    private Parsed alone(Verb verb, Command command) {
        onlyThisLine();
        return end(verb, command);
    }

    private Parsed target(Verb verb, Function<Target, Command> command) {
        onlyThisLine();
        return withTarget(verb, target -> end(verb, command.apply(target)));
    }

    private Parsed logs(Verb verb) {
        onlyThisLine();
        return withTarget(
                verb,
                target -> {
                    skipPoliteness();
                    if (words.isEmpty()) {
                        return understood(new Command.Logs(target, null));
                    }
                    var word = words.next();
                    for (var stage : Stage.values()) {
                        if (stage.name().equalsIgnoreCase(MentionFinder.withoutPoints(word))) {
                            return end(verb, new Command.Logs(target, stage));
                        }
                    }
                    return misunderstood(HelpText.noStage(word), HelpText.stages());
                });
    }

    /** Of two words the first is the job; one alone is the priority of the job that is implied. */
    private Parsed priority(Verb verb) {
        onlyThisLine();
        if (words.isEmpty()) {
            return missing(verb);
        }
        var first = words.next();
        skipPoliteness();
        if (words.isEmpty()) {
            return priority(verb, new Target.Implied(), first);
        }
        return References.read(first, bare) instanceof References.Reading.Named(var target)
                ? priority(verb, target, words.next())
                : misunderstood(HelpText.noReference(first), HelpText.REFERENCES);
    }

    private Parsed priority(Verb verb, Target target, String word) {
        return OptionValues.priority(MentionFinder.withoutPoints(word))
                .map(number -> end(verb, new Command.Prioritize(target, number)))
                .orElseGet(() -> misunderstood(HelpText.badValue("priority", word), usage(verb)));
    }

    /**
     * What is not named is not killed for a word that happens to follow: {@code --} says it is
     * meant.
     */
    private Parsed kill(Verb verb, Target target) {
        if (!(target instanceof Target.Implied) || nextIs("--")) {
            return understood(new Command.Kill(target, rest()));
        }
        return end(verb, new Command.Kill(target, ""));
    }

    private boolean nextIs(String word) {
        if (words.isEmpty()) {
            return false;
        }
        var is = words.next().equals(word);
        words.back();
        return is;
    }

    private Parsed approve(Verb verb) {
        onlyThisLine();
        return withTarget(
                verb,
                target -> {
                    skipPoliteness();
                    if (words.isEmpty()) {
                        return understood(new Command.Approve(target, null));
                    }
                    var word = words.next();
                    return References.commit(word)
                            .map(commit -> end(verb, new Command.Approve(target, commit)))
                            .orElseGet(() ->
                                    misunderstood(
                                            HelpText.tooMuch(verb.word(), word), usage(verb)));
                });
    }

    private Parsed use(Verb verb) {
        onlyThisLine();
        if (words.isEmpty()) {
            return missing(verb);
        }
        var word = words.next();
        return References.repo(word)
                .map(repo -> end(verb, new Command.Use(repo)))
                .orElseGet(() -> misunderstood(HelpText.noRepository(word), usage(verb)));
    }

    private Parsed help(Verb verb) {
        onlyThisLine();
        skipPoliteness();
        if (words.isEmpty()) {
            return understood(new Command.Help());
        }
        var word = words.next();
        return Verb.of(MentionFinder.withoutPoints(word))
                .map(about -> end(verb, new Command.Help(about)))
                .orElseGet(() -> unknownVerb(word));
    }

    private Parsed withText(Verb verb, Function<String, Command> command) {
        var rest = rest();
        return rest.isEmpty() ? missing(verb) : understood(command.apply(rest));
    }

    private Parsed withTargetAndText(Verb verb, BiFunction<Target, String, Command> command) {
        return withTarget(verb, target -> withText(verb, rest -> command.apply(target, rest)));
    }

    private Parsed withRepo(BiFunction<@Nullable RepoName, String, Command> command) {
        RepoName repo = null;
        if (!words.isEmpty()) {
            repo = References.repo(words.next()).orElse(null);
            if (repo == null) {
                words.back();
            }
        }
        return understood(command.apply(repo, rest()));
    }

    private Parsed withTarget(Verb verb, Function<Target, Parsed> then) {
        if (words.isEmpty()) {
            return then.apply(new Target.Implied());
        }
        var word = words.next();
        return switch (References.read(word, bare)) {
            case References.Reading.Named(var target) -> then.apply(target);
            case References.Reading.Malformed() ->
                    misunderstood(HelpText.noReference(word), HelpText.REFERENCES);
            case References.Reading.Other() -> {
                words.back();
                yield then.apply(new Target.Implied());
            }
        };
    }

    /** Free text; {@code --} in front of it keeps its first word from being read as an argument. */
    private String rest() {
        return freeText(words);
    }

    static String freeText(Words words) {
        if (!words.isEmpty() && !words.next().equals("--")) {
            words.back();
        }
        return FreeText.clean(words.rest());
    }

    /** What stands in later lines belongs to a command only if that takes free text. */
    private void onlyThisLine() {
        var end = 0;
        while (end < text.length() && text.charAt(end) != '\n') {
            end++;
        }
        words = words.upTo(end);
    }

    private Parsed end(Verb verb, Command command) {
        skipPoliteness();
        return words.isEmpty() ? understood(command) : tooMuch(verb, words.next());
    }

    static Parsed tooMuch(Verb verb, String word) {
        return misunderstood(HelpText.tooMuch(verb.word(), word), usage(verb));
    }

    private void skipPoliteness() {
        while (!words.isEmpty()) {
            if (!MentionFinder.isPolite(words.next())) {
                words.back();
                return;
            }
        }
    }

    private static Parsed unknownVerb(String word) {
        var known = new ArrayList<String>();
        for (var verb : Verb.values()) {
            known.add(verb.word());
        }
        var near = Spelling.nearest(MentionFinder.withoutPoints(word), List.copyOf(known));
        return misunderstood(
                HelpText.noCommand(word), near.map(HelpText::didYouMean).orElse(HelpText.SEE_HELP));
    }

    private static Parsed missing(Verb verb) {
        return misunderstood(HelpText.incomplete(verb.word()), usage(verb));
    }

    private static String usage(Verb verb) {
        return HelpText.usage(CommandCatalog.of(verb).usage());
    }

    static Parsed understood(Command command) {
        return new Parsed.Understood(command);
    }

    static Parsed misunderstood(String what, String hint) {
        return new Parsed.Misunderstood(what, hint);
    }
}
