package dev.mosaic.stitcher.engine.claude;

import dev.mosaic.stitcher.engine.SandboxFiles;
import dev.mosaic.stitcher.engine.SandboxFiles.Done;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code str_replace_based_edit_tool}, with the commands that Anthropic documents for it:
 * {@code view}, {@code create}, {@code str_replace}, {@code insert}. Paths that lead out of the
 * work folder are refused by the sandbox's own look at them.
 */
final class Editor {
    private static final int MOST_NAMES = 1_000;

    /**
     * Prints {@code folder} and names, or {@code file}, the number of line ends, and the lines that
     * were asked for: a file of any size is read as a stream and cut.
     */
    private static final String VIEW =
            """
            [ -e "$real" ] || { echo 'there is no such file or folder'; exit 9; }
            if [ -d "$real" ]; then
              cd "$real" || exit
              echo folder
              find . -maxdepth 2 \\( -name '.?*' -o -name node_modules \\) -prune -o -print |
                LC_ALL=C sort | head -n %d
              exit
            fi
            [ -f "$real" ] || { echo 'it is neither a file nor a folder'; exit 9; }
            lines=$(wc -l < "$real") || exit
            echo file $lines
            if [ "$3" -gt 0 ]; then
              tail -n "+$2" "$real" | head -n "$3" | head -c "$4"
            else
              tail -n "+$2" "$real" | head -c "$4"
            fi
            """
                    .formatted(MOST_NAMES);

    private final SandboxFiles files;

    Editor(SandboxHandle sandbox) {
        this.files = SandboxFiles.belowWorkdir(sandbox);
    }

    /** The tool of who may only read: {@code view} alone. */
    ToolAnswer view(Input input) throws InterruptedException {
        var path = input.text("path");
        return path == null || path.isBlank()
                ? wrong("view", "", "`path` is missing")
                : view(path, input);
    }

    ToolAnswer use(Input input) throws InterruptedException {
        var command = input.text("command");
        var path = input.text("path");
        if (command == null || path == null || path.isBlank()) {
            return wrong("edit", "", "`command` and `path` are missing");
        }
        return switch (command) {
            case "view" -> view(path, input);
            case "create" -> create(path, input.text("file_text"));
            case "str_replace" -> replace(path, input);
            case "insert" -> insert(path, input);
            default ->
                    wrong(
                            "edit",
                            path,
                            "there is no such command; use view, create, str_replace or insert");
        };
    }

    private ToolAnswer view(String path, Input input) throws InterruptedException {
        var range = input.pair("view_range");
        if (input.has("view_range") && (range == null || !isRange(range))) {
            return wrong(
                    "view",
                    path,
                    "view_range must be two line numbers from 1, the second not before the first, or -1 for the end");
        }
        var from = range == null ? 1 : range[0];
        var count = range == null || range[1] < 0 ? 0 : range[1] - from + 1;
        var done =
                files.sh(
                        VIEW,
                        "",
                        path,
                        Integer.toString(from),
                        Integer.toString(count),
                        Integer.toString(Toolbox.MOST_OUTPUT));
        return done.succeeded()
                ? new ToolAnswer("view", path, true, Viewed.of(done.text(), from, MOST_NAMES))
                : wrong("view", path, done.text());
    }

    private static boolean isRange(int[] range) {
        return range[0] >= 1 && (range[1] == -1 || range[1] >= range[0]);
    }

    private ToolAnswer create(String path, @Nullable String text) throws InterruptedException {
        return text == null
                ? wrong("create", path, "`file_text` is missing")
                : answer("create", path, files.write(path, text), "The file was written.");
    }

    private ToolAnswer replace(String path, Input input) throws InterruptedException {
        var old = input.text("old_str");
        if (old == null || old.isEmpty()) {
            return wrong("str_replace", path, "`old_str` is missing");
        }
        var next = input.text("new_str");
        return answer(
                "str_replace",
                path,
                files.replace(path, old, next == null ? "" : next),
                "The text was replaced at its one place.");
    }

    private ToolAnswer insert(String path, Input input) throws InterruptedException {
        var after = input.number("insert_line");
        var text = input.text("insert_text");
        var added = text == null ? input.text("new_str") : text;
        if (after == null || added == null) {
            return wrong("insert", path, "`insert_line` and `insert_text` are missing");
        }
        var read = files.read(path);
        if (!read.succeeded()) {
            return wrong("insert", path, read.text());
        }
        var place = endOfLine(read.text(), after);
        if (place < 0) {
            return wrong(
                    "insert",
                    path,
                    "`insert_line` must be from 0, the beginning, to the number of the last line, %d"
                            .formatted(read.text().lines().count()));
        }
        if (!SandboxFiles.isText(read.text())) {
            return wrong("insert", path, SandboxFiles.notText().text());
        }
        return answer(
                "insert",
                path,
                files.write(path, inserted(read.text(), place, added)),
                "The text was inserted after line %d.".formatted(after));
    }

    private static String inserted(String text, int place, String added) {
        var before = text.substring(0, place);
        var gap = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        var end = added.endsWith("\n") || place == text.length() && !text.endsWith("\n");
        return before + gap + added + (end ? "" : "\n") + text.substring(place);
    }

    /** Behind the line of that number; -1 if there are fewer. */
    private static int endOfLine(String text, int line) {
        if (line < 0) {
            return -1;
        }
        var place = 0;
        for (var i = 0; i < line; i++) {
            if (place == text.length()) {
                return -1;
            }
            var end = text.indexOf('\n', place);
            place = end < 0 ? text.length() : end + 1;
        }
        return place;
    }

    private static ToolAnswer answer(String command, String path, Done done, String well) {
        return done.succeeded()
                ? new ToolAnswer(command, path, true, well)
                : wrong(command, path, done.text());
    }

    private static ToolAnswer wrong(String command, String path, String why) {
        return new ToolAnswer(
                command,
                path.isEmpty() ? why : "%s: %s".formatted(path, why),
                false,
                "Nothing was done: %s.".formatted(why));
    }
}
