package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.policy.GateCommand;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A gate that is a command of the repository's policy. The exit code decides: what the command
 * prints is told to the agent and never interpreted.
 */
final class CommandGate implements Gate {
    /** What a POSIX shell answers when it cannot run the program at all. */
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND = 127;
    private static final int MAX_OUTPUT = 1 << 20;
    private static final int TAIL_LINES = 40;
    private static final int TAIL_CHARS = 4_000;

    private final GateCommand gate;
    private final Duration limit;
    private final Consumer<String> onLine;

    /**
     * @param limit the instance's time for one gate; the policy can only lower it
     */
    CommandGate(GateCommand gate, Duration limit) {
        this(gate, limit, _ -> {});
    }

    /**
     * @param onLine hears each line of output as it comes
     */
    CommandGate(GateCommand gate, Duration limit, Consumer<String> onLine) {
        this.gate = gate;
        this.onLine = onLine;
        this.limit =
                gate.timeout() == null || gate.timeout().compareTo(limit) > 0
                        ? limit
                        : gate.timeout();
    }

    @Override
    public String name() {
        return gate.name();
    }

    @Override
    public String command() {
        return gate.run();
    }

    @Override
    public Finding inspect(SandboxHandle sandbox) throws InterruptedException {
        var line = List.of("sh", "-c", gate.run());
        var outcome = sandbox.run(new ShellCommand(line, "", limit, MAX_OUTPUT, onLine));
        var millis = outcome.took().toMillis();
        if (outcome.exceeded() != null) {
            var rejected = rejected(outcome.exceeded(), outcome.output());
            return new Finding(rejected, null, millis, outcome.output());
        }
        return outcome.timedOut()
                ? new Finding(rejected(tooSlow(), outcome.output()), null, millis, outcome.output())
                : new Finding(judge(outcome), outcome.exit(), millis, outcome.output());
    }

    private Verdict judge(SandboxHandle.Outcome outcome) {
        return switch (outcome.exit()) {
            case 0 -> new Verdict.Passed();
            case NOT_EXECUTABLE, NOT_FOUND ->
                    new Verdict.Broken(
                            "`%s` cannot be run here (exit code %d): %s. Install what it needs on this machine, or correct `gates.%s.run` in .mosaic.yml."
                                    .formatted(
                                            gate.run(),
                                            outcome.exit(),
                                            lastLine(outcome.output()),
                                            gate.name()));
            default ->
                    rejected(
                            "`%s` ended with exit code %d.".formatted(gate.run(), outcome.exit()),
                            outcome.output());
        };
    }

    private String tooSlow() {
        return "`%s` did not end within %d seconds and was killed. Look for an endless loop or a wait that never ends; a slow but healthy command needs a larger `gates.%s.timeout` in .mosaic.yml or `mosaic.limits.gate`."
                .formatted(gate.run(), limit.toSeconds(), gate.name());
    }

    private static Verdict rejected(String reason, String output) {
        var tail = tail(output);
        return new Verdict.Rejected(
                tail.isEmpty() ? List.of(reason) : List.of(reason, "It printed last:\n" + tail));
    }

    private static String tail(String output) {
        var lines = output.strip().lines().toList();
        var text =
                String.join(
                        "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        return text.length() <= TAIL_CHARS
                ? text
                : "…" + text.substring(text.length() - TAIL_CHARS);
    }

    private static String lastLine(String output) {
        var lines = output.strip().lines().toList();
        return lines.isEmpty() ? "it printed nothing" : lines.getLast().strip();
    }
}
