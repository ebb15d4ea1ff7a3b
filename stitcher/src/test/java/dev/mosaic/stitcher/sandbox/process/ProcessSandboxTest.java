package dev.mosaic.stitcher.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ReadySetup;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.Setup;
import dev.mosaic.stitcher.sandbox.Setup.Recipe;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.Sidecar;
import dev.mosaic.stitcher.sandbox.process.hunt.LinuxProcesses;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.hunt.PortableProcesses;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.SampleSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The process sandbox that keeps nothing apart. */
class ProcessSandboxTest extends ProcessContract {
    @Override
    SampleSettings settings() {
        return SampleSettings.of(Confinement.NONE);
    }

    @Test
    void withoutProcChildrenAreFoundByTheirParents() throws Exception {
        var sandbox = ProcessSandboxes.in(folder, settings(), new PortableProcesses());
        try (var place = sandbox.open(spec(new Owner(NODE, "now", "j", 1, "a"), Map.of()))) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    ticking("beat") + " & sh -c 'sleep 100'",
                                    Duration.ofSeconds(1)));

            assertThat(outcome.timedOut()).isTrue();
            standsStill("beat");
        }
    }

    @Test
    @EnabledIf("onLinux")
    void aSweepThatCannotLookProvesNothingAndKeepsTheTrace() throws Exception {
        var earlier = sandbox().open(spec(new Owner(NODE, "first", "j", 1, "a"), Map.of()));
        earlier.run(
                ShellCommand.line(
                        "(env -i setsid sh -c 'while :; do sleep 0.1; done' </dev/null >/dev/null 2>&1 &)",
                        LONG));
        var blind = ProcessSandboxes.in(folder, settings(), new Blind(new LinuxProcesses()));

        assertThatThrownBy(() -> blind.sweep(NODE, "second"))
                .isInstanceOf(Failure.Later.class)
                .hasMessageContaining("could not be listed");

        assertThat(ofThisFolder()).isNotEmpty();
        assertThat(sandbox().sweep(NODE, "second")).isPositive();
        assertThat(ofThisFolder()).isEmpty();
    }

    /** Whom the machine does not show its processes. */
    private record Blind(Processes rest) implements Processes {
        @Override
        public List<Seen> running() {
            throw new UncheckedIOException(new IOException("too many open files"));
        }

        @Override
        public @Nullable Seen look(long pid) {
            return rest.look(pid);
        }

        @Override
        public Traits traits(long pid) {
            return rest.traits(pid);
        }

        @Override
        public long resident(long pid) {
            return rest.resident(pid);
        }

        @Override
        public long proportional(long pid) {
            return rest.proportional(pid);
        }
    }

    @Test
    void servicesAreRefusedWithWhatToDo() throws Exception {
        var db = new Sidecar("db", "postgres", Map.of(), List.of(), 5432, Duration.ofMinutes(1));
        var owner = new Owner(NODE, "now", "j", 1, "a");

        assertThatThrownBy(() -> sandbox().setUp(asked(owner, List.of(db))))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("(db)", "mosaic.sandbox.kind", ".mosaic.yml");
        assertThat(sandbox().setUp(asked(owner, List.of()))).isSameAs(ReadySetup.NONE);
    }

    private static Setup asked(Owner owner, List<Sidecar> sidecars) {
        return new Setup(
                owner, REPOSITORY, new Recipe("", List.of(), "", sidecars), _ -> {}, _ -> {});
    }

    @Test
    void hundredsOfMegabytesOfOutputCostNoMemory() throws Exception {
        var lines = new AtomicLong();
        var command =
                new ShellCommand(
                        List.of("sh", "-c", "head -c 400000000 /dev/zero; echo; echo end"),
                        "",
                        Duration.ofMinutes(5),
                        10_000,
                        _ -> lines.incrementAndGet());
        try (var place = open()) {
            var before = heap();
            var outcome = place.run(command);

            assertThat(outcome.exit()).isZero();
            assertThat(outcome.output()).hasSizeLessThan(10_200).endsWith("\nend\n");
            assertThat(outcome.output()).contains("bytes of output dropped");
            assertThat(heap() - before).isLessThan(200L << 20);
        }
        assertThat(lines).hasValue(2);
    }

    /** What is used after everything that nobody needs is gone. */
    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
