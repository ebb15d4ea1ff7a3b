package dev.mosaic.stitcher.engine;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxHandle.Outcome;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and changes files by commands in a sandbox, for engines whose tools are Mosaic's own. The
 * host never opens what a path leads to. Blocking; every method throws {@link Failure.Never} when
 * the sandbox can run nothing any more.
 */
public final class SandboxFiles {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int LARGEST = 4 << 20;

    /** The exit code of a script that printed why it does not do it. */
    private static final int REFUSED = 9;

    private static final String ANYWHERE = "real=$1\n";

    /**
     * Follows links as far as there is something, keeps the rest, and refuses what is not below the
     * work folder. Whoever changes a link between this and the use gains nothing: commands of the
     * sandbox may open whatever this command may.
     */
    private static final String BELOW =
            """
            root=$(pwd -P); path=$1; rest=
            while [ ! -e "$path" ] && [ ! -L "$path" ]; do
              rest=/$(basename "$path")$rest; path=$(dirname "$path")
            done
            real=$(readlink -f "$path")$rest
            case "$real/" in
              */../*) echo 'a folder before .. does not exist'; exit 9 ;;
              "$root"/*) ;;
              *) echo "it is outside the work folder $root"; exit 9 ;;
            esac
            """;

    private static final String PLAIN =
            """
            [ -e "$real" ] || { echo 'there is no such file'; exit 9; }
            [ ! -d "$real" ] || { echo 'it is a folder'; exit 9; }
            [ -f "$real" ] || { echo 'it is not a regular file'; exit 9; }
            """;

    private static final String READ =
            PLAIN
                    + """
                    [ "$(wc -c < "$real")" -le %d ] || { echo 'the file is too large'; exit 9; }
                    cat "$real"
                    """
                            .formatted(LARGEST);

    private static final String WRITE =
            """
            if [ -e "$real" ] && [ ! -f "$real" ]; then echo 'it is not a regular file'; exit 9; fi
            mkdir -p "$(dirname "$real")" && cat > "$real"
            """;

    private final SandboxHandle sandbox;
    private final String guard;

    private SandboxFiles(SandboxHandle sandbox, String guard) {
        this.sandbox = sandbox;
        this.guard = guard;
    }

    /** A path means what it means to a command in the work folder, links included. */
    public static SandboxFiles anywhere(SandboxHandle sandbox) {
        return new SandboxFiles(sandbox, ANYWHERE);
    }

    /** A path that leads out of the work folder, by {@code ..} or by a link, is refused. */
    public static SandboxFiles belowWorkdir(SandboxHandle sandbox) {
        return new SandboxFiles(sandbox, BELOW);
    }

    /**
     * What came of it.
     *
     * @param text what was asked for, as UTF-8; if it failed, why, for people
     */
    public record Done(boolean succeeded, String text) {}

    /** The whole text of a file of at most 4 MiB. */
    public Done read(String path) throws InterruptedException {
        return sh(READ, "", path);
    }

    /** Makes a file with the folders above it, or replaces its content. */
    public Done write(String path, String text) throws InterruptedException {
        return sh(WRITE, text, path);
    }

    /** Replaces a text that is in the file exactly once. @param find not empty */
    public Done replace(String path, String find, String with) throws InterruptedException {
        var read = read(path);
        if (!read.succeeded()) {
            return read;
        }
        var text = read.text();
        var first = text.indexOf(find);
        if (first < 0) {
            return new Done(false, "the text was not found");
        }
        if (text.indexOf(find, first + 1) >= 0) {
            return new Done(false, "the text was found more than once");
        }
        return isText(text)
                ? write(
                        path,
                        text.substring(0, first) + with + text.substring(first + find.length()))
                : notText();
    }

    /** False if writing it back would change bytes that were not UTF-8. */
    public static boolean isText(String read) {
        return read.indexOf('\ufffd') < 0;
    }

    /** Why such a file is not changed. */
    public static Done notText() {
        return new Done(false, "the file is no UTF-8 text");
    }

    public Done delete(String path) throws InterruptedException {
        return sh("rm -r \"$real\"", "", path);
    }

    /**
     * Runs a script of {@code sh} in the work folder. It finds the path in {@code $real} and the
     * arguments from {@code $2} on, and may refuse with a sentence and exit code 9.
     *
     * @param input its standard input
     * @param path relative to the work folder, or absolute
     */
    public Done sh(String script, String input, String path, String... arguments)
            throws InterruptedException {
        if (path.chars().anyMatch(c -> c < ' ')) {
            return new Done(false, "a path holds no control characters");
        }
        var argv = new ArrayList<>(List.of("sh", "-c", guard + script, "sh", named(path)));
        argv.addAll(List.of(arguments));
        var outcome = sandbox.run(new ShellCommand(argv, input, LIMIT, LARGEST, _ -> {}));
        return outcome.exit() == 0 ? new Done(true, outcome.output()) : failed(outcome);
    }

    private static Done failed(Outcome outcome) {
        if (outcome.exceeded() != null) {
            throw new Failure.Never(outcome.exceeded(), null);
        }
        if (outcome.timedOut()) {
            return new Done(false, "it took longer than %d s".formatted(LIMIT.toSeconds()));
        }
        var why = outcome.output().strip();
        return new Done(
                false,
                outcome.exit() == REFUSED
                        ? why
                        : "exit code %d: %s".formatted(outcome.exit(), why));
    }

    /** So that no name is taken for an option. */
    private static String named(String path) {
        return path.startsWith("/") ? path : "./" + path;
    }
}
