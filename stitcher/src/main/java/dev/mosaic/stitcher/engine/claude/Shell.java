package dev.mosaic.stitcher.engine.claude;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxHandle.Outcome;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.time.Duration;
import java.util.List;

/**
 * The tool {@code bash}: each command in a shell of its own, which begins in the folder where the
 * last one ended. The rest of a shell's state is lost, as the model is told; a shell that lives on
 * would need a way to talk with a running command, which sandboxes do not have.
 */
final class Shell {
    private static final String TOOL = "bash";

    /** Where the folder is remembered: with the sandbox's other scratch, never in the work. */
    private static final String MEMORY = "\"${TMPDIR:-/tmp}/.mosaic-shell\"";

    /**
     * The command comes by standard input, because it may be longer than an argument can be; what
     * it reads itself is empty. The dot keeps line ends that {@code $(…)} would drop.
     */
    private static final String IN_BASH =
            """
            mosaic_memory=%s
            mosaic_command=$(cat; printf .); mosaic_command=${mosaic_command%%.}
            [ -f "$mosaic_memory" ] && cd "$(cat "$mosaic_memory")" 2>/dev/null
            trap 'pwd -P > "$mosaic_memory"' EXIT
            exec < /dev/null
            eval "$mosaic_command"
            """
                    .formatted(MEMORY);

    private static final String RUN =
            "shell=$(command -v bash) || shell=sh; exec \"$shell\" -c \"$1\" \"$shell\"";

    private static final Duration FORGETTING = Duration.ofSeconds(30);

    private final SandboxHandle sandbox;
    private final Duration limit;

    Shell(SandboxHandle sandbox, Duration limit) {
        this.sandbox = sandbox;
        this.limit = limit;
    }

    ToolAnswer use(Input input) throws InterruptedException {
        if (input.isTrue("restart")) {
            return restart();
        }
        var command = input.text("command");
        if (command == null || command.isBlank()) {
            return new ToolAnswer(
                    TOOL,
                    "without a command",
                    false,
                    "Write a `command`, or `restart: true` to begin in the work folder again.");
        }
        return answer(
                command,
                run(
                        new ShellCommand(
                                List.of("sh", "-c", RUN, "sh", IN_BASH),
                                command,
                                limit,
                                Toolbox.MOST_OUTPUT,
                                _ -> {})));
    }

    private ToolAnswer restart() throws InterruptedException {
        run(ShellCommand.line("rm -f " + MEMORY, FORGETTING));
        return new ToolAnswer(TOOL, "restart", true, "The shell begins anew, in the work folder.");
    }

    private Outcome run(ShellCommand command) throws InterruptedException {
        var outcome = sandbox.run(command);
        if (outcome.exceeded() != null) {
            throw new Failure.Never(outcome.exceeded(), null);
        }
        return outcome;
    }

    private ToolAnswer answer(String command, Outcome outcome) {
        var remark =
                outcome.timedOut()
                        ? "ended after %s (mosaic.engine.claude.tool-limit)".formatted(words(limit))
                        : "exit code " + outcome.exit();
        var text = outcome.output();
        var gap = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
        var content =
                outcome.timedOut()
                        ? "%s%s[The command ran longer than %s and was ended with all it had started.]"
                                .formatted(text, gap, words(limit))
                        : outcome.exit() == 0 && !text.isBlank()
                                ? text
                                : "%s%s[exit code %d]".formatted(text, gap, outcome.exit());
        return new ToolAnswer(
                TOOL,
                "%s: %s".formatted(command.strip(), remark),
                outcome.exit() == 0 && !outcome.timedOut(),
                content);
    }

    static String words(Duration limit) {
        return limit.toSecondsPart() == 0 && limit.toMillisPart() == 0
                ? limit.toMinutes() + " min"
                : limit.toMillis() / 1000.0 + " s";
    }
}
