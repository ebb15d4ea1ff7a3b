package dev.mosaic.bot.launch;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment. What holds secrets can also be named as a file: for every variable that ends in
 * URL, KEY, TOKEN, SECRET or PASSWORD there is another with {@code _FILE} behind it, whose file
 * holds the value.
 */
public final class Variables {
    private static final Pattern SECRET_FILE =
            Pattern.compile("([A-Z0-9_]*(?:URL|KEY|TOKEN|SECRET|PASSWORD))_FILE");

    private final Map<String, String> given;
    private final Map<String, String> fromFiles = new TreeMap<>();

    private Variables(Map<String, String> given) {
        this.given = Map.copyOf(given);
    }

    /**
     * Reads the files that the environment names.
     *
     * @throws Failure.Never if one cannot be read, or a variable is given both ways
     */
    public static Variables of(Map<String, String> environment) {
        var variables = new Variables(environment);
        for (var entry : environment.entrySet()) {
            var name = SECRET_FILE.matcher(entry.getKey());
            if (name.matches() && !entry.getValue().isBlank()) {
                variables.load(name.group(1), entry.getValue().strip());
            }
        }
        return variables;
    }

    /** The value without blanks around it; null if there is none or it is blank. */
    public @Nullable String get(String name) {
        var value = fromFiles.getOrDefault(name, given.getOrDefault(name, "")).strip();
        return value.isEmpty() ? null : value;
    }

    /** What came from files alone. */
    Map<String, String> fromFiles() {
        return Map.copyOf(fromFiles);
    }

    private void load(String name, String file) {
        if (!given.getOrDefault(name, "").isBlank()) {
            throw new Failure.Never(
                    "%s and %s_FILE are both set. Remove one of them.".formatted(name, name), null);
        }
        try {
            fromFiles.put(name, Files.readString(Path.of(file)).strip());
        } catch (IOException | InvalidPathException e) {
            throw new Failure.Never(
                    "%s_FILE names %s, which cannot be read (%s). Mend the path or the rights of the file."
                            .formatted(name, file, e.getClass().getSimpleName()),
                    e);
        }
    }
}
