package dev.mosaic.stitcher.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.policy.GateCommand;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandGateTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Test
    void exitCodeZeroPassesWhateverIsPrinted() throws Exception {
        assertThat(verdict(answering(0, "FAILED FAILED FAILED", false)))
                .isEqualTo(new Verdict.Passed());
    }

    @Test
    void anyOtherExitCodeRejectsWithTheEndOfTheOutput() throws Exception {
        var output =
                IntStream.rangeClosed(1, 100)
                        .mapToObj(line -> "line " + line)
                        .collect(Collectors.joining("\n"));

        var rejected = (Verdict.Rejected) verdict(answering(1, output, false));

        assertThat(rejected.reasons().getFirst()).isEqualTo("`make test` ended with exit code 1.");
        assertThat(rejected.reasons().getLast())
                .contains("line 100")
                .contains("line 61")
                .doesNotContain("line 60\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {126, 127})
    void aCommandThatCannotBeRunIsNotTheAgentsFault(int exit) throws Exception {
        var broken = (Verdict.Broken) verdict(answering(exit, "sh: 1: make: not found\n", false));

        assertThat(broken.cause())
                .contains("make: not found")
                .contains("`gates.test.run` in .mosaic.yml");
    }

    @Test
    void aCommandThatHangsIsRejectedWithTheSettingThatAllowsMore() throws Exception {
        var rejected = (Verdict.Rejected) verdict(answering(137, "waiting\n", true));

        assertThat(rejected.reasons().getFirst())
                .contains("did not end within 600 seconds")
                .contains("gates.test.timeout")
                .contains("mosaic.limits.gate");
    }

    @Test
    void aLimitOfTheSandboxIsTheReason() throws Exception {
        var outcome =
                new SandboxHandle.Outcome(
                        137, "line", false, Duration.ofMillis(5), "It grew over 5 bytes.");

        assertThat(verdict(new Answering(outcome)))
                .isEqualTo(
                        new Verdict.Rejected(
                                List.of("It grew over 5 bytes.", "It printed last:\nline")));
    }

    @Test
    void theRepositoryCanOnlyLowerTheTime() throws Exception {
        assertThat(limitFor(Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
        assertThat(limitFor(Duration.ofHours(9))).isEqualTo(LIMIT);
        assertThat(limitFor(null)).isEqualTo(LIMIT);
    }

    private static Duration limitFor(Duration timeout) throws InterruptedException {
        var sandbox = answering(0, "", false);
        new CommandGate(new GateCommand("test", "make test", timeout), LIMIT).inspect(sandbox);
        return sandbox.asked.limit();
    }

    private static Verdict verdict(Answering sandbox) throws InterruptedException {
        return new CommandGate(new GateCommand("test", "make test", null), LIMIT)
                .inspect(sandbox)
                .verdict();
    }

    private static Answering answering(int exit, String output, boolean timedOut) {
        return new Answering(
                new SandboxHandle.Outcome(exit, output, timedOut, Duration.ofMillis(5)));
    }

    /** A sandbox in which every command ends in the same way. */
    private static final class Answering implements SandboxHandle {
        private final Outcome outcome;
        private ShellCommand asked;

        private Answering(Outcome outcome) {
            this.outcome = outcome;
        }

        @Override
        public Path workdir() {
            return Path.of("/");
        }

        @Override
        public Outcome run(ShellCommand command) {
            asked = command;
            return outcome;
        }

        @Override
        public List<String> kill() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
