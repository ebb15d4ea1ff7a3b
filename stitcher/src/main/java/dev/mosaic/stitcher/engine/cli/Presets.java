package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.cli.CliSettings.Input;
import dev.mosaic.stitcher.engine.cli.CliSettings.Program;
import dev.mosaic.stitcher.engine.cli.CliSettings.Stop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The programs that Mosaic knows how to run: {@code presets.yml}. */
final class Presets {
    private static final String FILE = "presets.yml";

    private final Map<String, Program> byName = new TreeMap<>();

    private Presets() {}

    static Presets shipped() {
        var presets = new Presets();
        try (var file = Objects.requireNonNull(Presets.class.getResourceAsStream(FILE))) {
            var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
            Map<String, Map<String, Object>> root = yaml.load(file);
            root.forEach((name, keys) -> presets.byName.put(name, program(keys)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return presets;
    }

    /** In alphabetical order. */
    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** Null if there is none of that name. */
    @Nullable Program named(String name) {
        return byName.get(name);
    }

    private static Program program(Map<String, Object> keys) {
        return new Program(
                null,
                texts(keys.get("argv")),
                texts(keys.get("environment")),
                files(keys.get("home")),
                ModelNeed.valueOf(String.valueOf(keys.get("model"))),
                Input.STDIN,
                Format.named(String.valueOf(keys.get("format"))),
                List.of(0),
                Stop.valueOf(String.valueOf(keys.get("interrupt"))),
                String.valueOf(keys.get("description")));
    }

    private static Map<String, String> files(@Nullable Object map) {
        var files = new TreeMap<String, String>();
        if (map instanceof Map<?, ?> named) {
            named.forEach((name, text) -> files.put(String.valueOf(name), String.valueOf(text)));
        }
        return files;
    }

    private static List<String> texts(@Nullable Object list) {
        return list instanceof List<?> texts
                ? texts.stream().map(String::valueOf).toList()
                : List.of();
    }
}
