package dev.mosaic.stitcher.command.language;

import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.FixOptions.Money;
import dev.mosaic.stitcher.command.OptionValues;
import dev.mosaic.stitcher.command.References;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.policy.GateProfile;
import dev.mosaic.stitcher.text.HelpText;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands behind a verb that takes options: what it is about, options in any order, free
 * text. Used once.
 */
final class OptionsReader {
    private static final List<String> OF_FIX =
            List.of("budget", "time", "profile", "engine", "model", "priority", "base", "yolo");
    private static final List<String> OF_REVIEW = List.of("branch", "base", "time");
    private static final List<String> OF_CHECK = List.of("branch", "base");
    private static final int LONGEST_KEY = 20;

    private final Verb verb;
    private final List<String> keys;
    private final Words words;
    private final boolean bare;
    private final Set<String> seen = new HashSet<>();
    private @Nullable Target about;
    private @Nullable Money budget;
    private @Nullable Duration time;
    private @Nullable GateProfile profile;
    private @Nullable String engine;
    private @Nullable String model;
    private @Nullable Integer priority;
    private @Nullable String base;
    private boolean yolo;

    OptionsReader(Verb verb, Words words, boolean bare) {
        this.verb = verb;
        this.keys =
                switch (verb) {
                    case REVIEW -> OF_REVIEW;
                    case CHECK -> OF_CHECK;
                    default -> OF_FIX;
                };
        this.words = words;
        this.bare = bare;
    }

    Parsed read() {
        while (!words.isEmpty()) {
            var word = words.next();
            if (word.equals("--")) {
                words.back();
                break;
            }
            switch (argument(word)) {
                case Step.Taken() -> {}
                case Step.Wrong(var what, var hint) -> {
                    return new Parsed.Misunderstood(what, hint);
                }
                case Step.FreeText() -> {
                    words.back();
                    return finish();
                }
            }
        }
        return finish();
    }

    /** What one word turned out to be. */
    private sealed interface Step {
        record Taken() implements Step {}

        record FreeText() implements Step {}

        record Wrong(String what, String hint) implements Step {}
    }

    private Parsed finish() {
        var target = about == null ? new Target.Implied() : about;
        return switch (verb) {
            case REVIEW -> {
                var text = CommandReader.freeText(words);
                yield CommandReader.understood(new Command.Review(target, base, time, text));
            }
            case CHECK -> alone(new Command.Check(target, base));
            default -> {
                var options =
                        new FixOptions(budget, time, profile, engine, model, priority, base, yolo);
                var text = CommandReader.freeText(words);
                yield CommandReader.understood(new Command.Fix(target, options, text));
            }
        };
    }

    /** Gates listen to nobody. */
    private Parsed alone(Command command) {
        while (!words.isEmpty()) {
            var word = words.next();
            if (!MentionFinder.isPolite(word)) {
                return CommandReader.tooMuch(verb, word);
            }
        }
        return CommandReader.understood(command);
    }

    private Step argument(String word) {
        if (word.equalsIgnoreCase("yolo") && keys.contains("yolo")) {
            return option("yolo", "true");
        }
        var equals = word.indexOf('=');
        var colon = word.indexOf(':');
        var sign = equals < 0 || colon >= 0 && colon < equals ? colon : equals;
        if (sign > 0 && isKey(word, sign)) {
            var key = word.substring(0, sign).toLowerCase(Locale.ROOT);
            var value = word.substring(sign + 1);
            if (keys.contains(key)) {
                return option(key, value.isEmpty() && !words.isEmpty() ? words.next() : value);
            }
            if (word.charAt(sign) == '=' || isBound(value)) {
                return unknownKey(key);
            }
            if (!References.isAddress(word)) {
                return new Step.FreeText();
            }
        }
        return reference(word);
    }

    private Step reference(String word) {
        return switch (References.read(word, bare)) {
            case References.Reading.Named(var target) when about == null -> {
                about = target;
                yield new Step.Taken();
            }
            case References.Reading.Malformed() when about == null ->
                    new Step.Wrong(HelpText.noReference(word), HelpText.REFERENCES);
            case References.Reading.Named _ when word.indexOf('#') >= 0 ->
                    new Step.Wrong(HelpText.secondIssue(word), HelpText.ONE_ISSUE);
            case References.Reading.Named _,
                    References.Reading.Malformed _,
                    References.Reading.Other _ ->
                    new Step.FreeText();
        };
    }

    private Step option(String key, String written) {
        if (!seen.add(key)) {
            return new Step.Wrong(HelpText.optionTwice(key), HelpText.optionUsage(key));
        }
        if (key.equals("branch") && about != null) {
            return new Step.Wrong(HelpText.secondIssue(key), HelpText.ONE_ISSUE);
        }
        var value = written.endsWith(",") ? written.substring(0, written.length() - 1) : written;
        return assign(key, value)
                ? new Step.Taken()
                : new Step.Wrong(HelpText.badValue(key, value), HelpText.optionUsage(key));
    }

    private boolean assign(String key, String value) {
        return switch (key) {
            case "budget" -> (budget = money(value).orElse(null)) != null;
            case "time" -> (time = time(value).orElse(null)) != null;
            case "profile" -> (profile = profile(value)) != null;
            case "engine" ->
                    (engine = only(value.toLowerCase(Locale.ROOT), OptionValues::isEngine)) != null;
            case "model" -> (model = only(value, OptionValues::isModel)) != null;
            case "priority" -> (priority = OptionValues.priority(value).orElse(null)) != null;
            case "base" -> (base = only(value, OptionValues::isBranch)) != null;
            case "branch" -> {
                var branch = only(value, OptionValues::isBranch);
                about = branch == null ? null : new Target.Branch(branch);
                yield branch != null;
            }
            case "yolo" -> {
                yolo = value.equalsIgnoreCase("true") || value.equalsIgnoreCase("on");
                yield yolo || value.equalsIgnoreCase("false") || value.equalsIgnoreCase("off");
            }
            default -> throw new IllegalStateException("an option without a reader: " + key);
        };
    }

    /** The unit may stand apart: {@code budget=5 usd}. */
    private Optional<Money> money(String value) {
        return OptionValues.money(value + (nextIs(OptionValues::isMoneyUnit) ? words.next() : ""));
    }

    private Optional<Duration> time(String value) {
        return OptionValues.time(value + (nextIs(OptionValues::isTimeUnit) ? words.next() : ""));
    }

    private boolean nextIs(Predicate<String> unit) {
        if (words.isEmpty()) {
            return false;
        }
        var is = unit.test(words.next());
        words.back();
        return is;
    }

    private static @Nullable GateProfile profile(String value) {
        for (var profile : GateProfile.values()) {
            if (profile.name().equalsIgnoreCase(value)) {
                return profile;
            }
        }
        return null;
    }

    private static @Nullable String only(String value, Predicate<String> rule) {
        return rule.test(value) ? value : null;
    }

    private Step unknownKey(String key) {
        return new Step.Wrong(
                HelpText.noOption(key),
                Spelling.nearest(key, keys)
                        .map(near -> HelpText.didYouMean(near + "="))
                        .orElse(HelpText.options(keys)));
    }

    /** True for {@code key:value}; not for {@code Word:}, {@code Foo::bar} and {@code http://…}. */
    private static boolean isBound(String value) {
        return !value.isEmpty() && value.charAt(0) != ':' && value.charAt(0) != '/';
    }

    private static boolean isKey(String word, int length) {
        if (length > LONGEST_KEY) {
            return false;
        }
        for (var i = 0; i < length; i++) {
            if (!Character.isLetter(word.charAt(i)) && word.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }
}
