package dev.mosaic.stitcher.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.process.ProcessSettings.Confinement;
import java.time.Duration;
import java.util.Map;
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
}
