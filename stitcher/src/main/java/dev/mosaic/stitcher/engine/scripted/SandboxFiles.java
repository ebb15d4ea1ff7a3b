package dev.mosaic.stitcher.engine.scripted;

import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Changes files by commands in the sandbox; the host never opens what a path leads to. */
record SandboxFiles(SandboxHandle sandbox) {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int LARGEST = 4 << 20;

    /**
     * What came of a change. @param remark one line for people; empty if there is nothing to say
     */
    record Done(boolean succeeded, String remark) {
        static final Done WELL = new Done(true, "");
    }

    Done write(String path, String text) throws InterruptedException {
        return sh("mkdir -p \"$(dirname \"$1\")\" && cat > \"$1\"", text, below(path));
    }

    Done replace(String path, String find, String with) throws InterruptedException {
        var read = sandbox.run(command("cat \"$1\"", "", below(path)));
        if (read.exit() != 0) {
            return failed(read);
        }
        var text = read.output();
        var first = text.indexOf(find);
        if (first < 0) {
            return new Done(false, "the text was not found");
        }
        if (text.indexOf(find, first + 1) >= 0) {
            return new Done(false, "the text was found more than once");
        }
        if (text.length() >= LARGEST / 2 || text.indexOf('\ufffd') >= 0) {
            return new Done(false, "the file is too large or no UTF-8 text");
        }
        return write(path, text.replace(find, with));
    }

    Done delete(String path) throws InterruptedException {
        return sh("rm -r \"$1\"", "", below(path));
    }

    Done writeMany(int count, String folder) throws InterruptedException {
        var script =
                """
                mkdir -p "$1"
                i=0
                while [ $i -lt "$2" ]; do i=$((i+1)); echo "$i" > "$1/$i.txt" || exit 1; done\
                """;
        return sh(script, "", below(folder), Integer.toString(count));
    }

    private Done sh(String script, String input, String... arguments) throws InterruptedException {
        var outcome = sandbox.run(command(script, input, arguments));
        return outcome.exit() == 0 ? Done.WELL : failed(outcome);
    }

    private static Done failed(SandboxHandle.Outcome outcome) {
        if (outcome.exceeded() != null) {
            return new Done(false, outcome.exceeded());
        }
        var why = outcome.timedOut() ? "it took too long" : outcome.output().strip();
        return new Done(false, "exit code %d: %s".formatted(outcome.exit(), why));
    }

    private static ShellCommand command(String script, String input, String... arguments) {
        var argv = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        argv.addAll(List.of(arguments));
        return new ShellCommand(argv, input, LIMIT, LARGEST, _ -> {});
    }

    /** So that no name is taken for an option. */
    private static String below(String path) {
        return "./" + path;
    }
}
