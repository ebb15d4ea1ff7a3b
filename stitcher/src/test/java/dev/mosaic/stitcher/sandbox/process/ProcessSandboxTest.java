package dev.mosaic.stitcher.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.process.hunt.PortableProcesses;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.SampleSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

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
            assertThat(heap() - before).isLessThan(50L << 20);
        }
        assertThat(lines).hasValue(2);
    }

    /** What is used after everything that nobody needs is gone. */
    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
