package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.model.ModelEndpoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way to its model, as a program is given it: in variables and files of its home folder that
 * {@code {endpoint}}, {@code {token}} and {@code {model}} stand in. All of it holds the run's
 * token, and the arguments of a process are for everybody on a machine to read. So it comes by
 * standard input, ahead of the prompt, to a few lines of shell that take it over and become the
 * program.
 *
 * <p>Each line is a variable, {@code >path} for a file that begins, or {@code |line} of that file;
 * an empty one ends it. A shell reads no further in a pipe than the line it asked for, so the
 * program finds the prompt where it begins (POSIX, {@code read}).
 */
final class Given {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(endpoint|token|model)}");

    private static final String SCRIPT =
            """
            umask 077
            while IFS= read -r line && [ -n "$line" ]; do
              case $line in
                '>'*) file=$HOME/${line#>}; mkdir -p "${file%/*}"; : > "$file" ;;
                '|'*) printf '%s\\n' "${line#|}" >> "$file" ;;
                *) export "$line" ;;
              esac
            done
            exec "$@"
            """;

    /** Before the program and its arguments. */
    static final List<String> COMMAND = List.of("sh", "-c", SCRIPT, "sh");

    private Given() {}

    /** True if something is to be filled in. */
    static boolean isTemplate(String text) {
        return PLACEHOLDER.matcher(text).find();
    }

    /**
     * The lines for the command, in one order always; empty if there are none.
     *
     * @param endpoint null where the run has no model: then nothing is given
     */
    static String of(
            List<String> environment, Map<String, String> home, @Nullable ModelEndpoint endpoint) {
        if (endpoint == null) {
            return "";
        }
        var lines = new StringBuilder();
        for (var variable : environment) {
            if (isTemplate(variable)) {
                lines.append(filled(variable, endpoint)).append('\n');
            }
        }
        new TreeMap<>(home)
                .forEach((path, text) -> {
                    lines.append('>').append(path).append('\n');
                    filled(text, endpoint)
                            .lines()
                            .forEach(it -> lines.append('|').append(it).append('\n'));
                });
        return lines.isEmpty() ? "" : lines.append('\n').toString();
    }

    private static String filled(String text, ModelEndpoint endpoint) {
        return text.replace("{endpoint}", endpoint.baseUrl().toString())
                .replace("{token}", endpoint.token())
                .replace("{model}", endpoint.model());
    }
}
