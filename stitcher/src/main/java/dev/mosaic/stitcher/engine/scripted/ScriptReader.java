package dev.mosaic.stitcher.engine.scripted;

import dev.mosaic.stitcher.engine.scripted.Script.Round;
import dev.mosaic.stitcher.engine.scripted.Script.Step;
import dev.mosaic.stitcher.engine.scripted.Script.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a script, and says of a wrong one what is wrong where and how to mend it. */
final class ScriptReader {
    private static final Pattern PAUSE = Pattern.compile("([0-9]{1,6})(ms|s)");
    private static final String STEPS =
            "say, write, replace, delete, run, writeMany, hang or crash";
    private static final int MOST_FILES = 100_000;

    /** What reading gave. */
    sealed interface Reading {
        record Playable(Script script) implements Reading {}

        record Unusable(String problem) implements Reading {}
    }

    private ScriptReader() {}

    /**
     * @param name of the file, for the sentence
     */
    static Reading read(String name, String yaml) {
        try {
            var options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            return new Reading.Playable(script(new Yaml(new SafeConstructor(options)).load(yaml)));
        } catch (Malformed e) {
            return new Reading.Unusable(
                    "The script `%s` is wrong: %s".formatted(name, e.getMessage()));
        } catch (YAMLException e) {
            return new Reading.Unusable(
                    "The script `%s` is not YAML; mend it: %s".formatted(name, e.getMessage()));
        }
    }

    private static Script script(@Nullable Object root) {
        var keys = map("the file", root, Set.of("pause", "rounds"));
        var rounds = new ArrayList<Round>();
        for (var round : list("rounds", keys.get("rounds"))) {
            var at = "rounds[%d]".formatted(rounds.size());
            rounds.add(round(at, map(at, round, Set.of("turns"))));
        }
        if (rounds.isEmpty()) {
            throw new Malformed("`rounds` is empty; write at least one round with `turns`.");
        }
        return new Script(pause(keys.get("pause")), rounds);
    }

    private static Round round(String at, Map<String, Object> keys) {
        var turns = new ArrayList<Turn>();
        for (var turn : list(at + ".turns", keys.get("turns"))) {
            turns.add(turn("%s.turns[%d]".formatted(at, turns.size()), turn));
        }
        return new Round(turns);
    }

    private static Turn turn(String at, @Nullable Object turn) {
        var steps = new ArrayList<Step>();
        for (var step : map(at, turn, null).entrySet()) {
            steps.add(step(at + "." + step.getKey(), step.getKey(), step.getValue()));
        }
        if (steps.isEmpty()) {
            throw new Malformed("`%s` has no step; write %s.".formatted(at, STEPS));
        }
        return new Turn(steps);
    }

    private static Step step(String at, String name, @Nullable Object value) {
        return switch (name) {
            case "say" -> new Step.Say(text(at, value));
            case "write" -> {
                var keys = map(at, value, Set.of("path", "text"));
                yield new Step.Write(path(at, keys), text(at + ".text", keys.get("text")));
            }
            case "replace" -> {
                var keys = map(at, value, Set.of("path", "find", "with"));
                yield new Step.Replace(
                        path(at, keys),
                        filled(at + ".find", keys.get("find")),
                        text(at + ".with", keys.get("with")));
            }
            case "delete" -> new Step.Delete(relative(at, value));
            case "run" -> new Step.Run(filled(at, value));
            case "writeMany" -> {
                var keys = map(at, value, Set.of("count", "folder"));
                yield new Step.WriteMany(
                        count(at + ".count", keys.get("count")),
                        relative(at + ".folder", keys.get("folder")));
            }
            case "hang" -> hang(at, value);
            case "crash" -> new Step.Crash(filled(at, value));
            default ->
                    throw new Malformed(
                            "`%s` is no step that it knows; write %s.".formatted(at, STEPS));
        };
    }

    private static Step hang(String at, @Nullable Object value) {
        if (Boolean.TRUE.equals(value)) {
            return new Step.Hang(false);
        }
        if ("stubborn".equals(value)) {
            return new Step.Hang(true);
        }
        throw new Malformed("`%s` is `%s`; write `true` or `stubborn`.".formatted(at, value));
    }

    private static String path(String at, Map<String, Object> keys) {
        return relative(at + ".path", keys.get("path"));
    }

    private static String relative(String at, @Nullable Object value) {
        var path = filled(at, value);
        var outside =
                path.startsWith("/")
                        || List.of(path.split("/", -1)).contains("..")
                        || path.chars().anyMatch(c -> c < ' ' || c == 127 || c == '\\');
        if (outside) {
            throw new Malformed(
                    "`%s` is `%s`; write a path below the work folder, without `..`, backslashes or a leading `/`."
                            .formatted(at, path));
        }
        return path;
    }

    private static int count(String at, @Nullable Object value) {
        if (value instanceof Integer count && count > 0 && count <= MOST_FILES) {
            return count;
        }
        throw new Malformed(
                "`%s` is `%s`; write a whole number from 1 to %d."
                        .formatted(at, value, MOST_FILES));
    }

    private static Duration pause(@Nullable Object value) {
        if (value == null) {
            return Duration.ZERO;
        }
        var pause = PAUSE.matcher(value.toString());
        if (!pause.matches()) {
            throw new Malformed(
                    "`pause` is `%s`; write a time such as `300ms` or `1s`.".formatted(value));
        }
        var amount = Long.parseLong(pause.group(1));
        return pause.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
    }

    private static String filled(String at, @Nullable Object value) {
        var text = text(at, value);
        if (text.isBlank()) {
            throw new Malformed("`%s` is empty; write some text.".formatted(at));
        }
        return text;
    }

    private static String text(String at, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new Malformed(
                value == null
                        ? "`%s` is missing; write some text.".formatted(at)
                        : "`%s` is `%s`, which is no text; put it in quotes.".formatted(at, value));
    }

    private static List<?> list(String at, @Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new Malformed(
                "`%s` is no list; write its entries below it, each after `- `.".formatted(at));
    }

    /**
     * @param known the keys it may have; null for any
     */
    private static Map<String, Object> map(
            String at, @Nullable Object value, @Nullable Set<String> known) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new Malformed("`%s` holds no keys; write `key: value`.".formatted(at));
        }
        var keys = new LinkedHashMap<String, Object>();
        for (var entry : map.entrySet()) {
            var key = String.valueOf(entry.getKey());
            if (known != null && !known.contains(key)) {
                throw new Malformed(
                        "`%s` has the key `%s`, which it does not know; use %s."
                                .formatted(at, key, String.join(", ", new TreeSet<>(known))));
            }
            keys.put(key, entry.getValue());
        }
        return keys;
    }

    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }
}
