package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.process.enclosure.Enclosures;
import java.util.List;
import org.springframework.stereotype.Component;

/** Says how far commands are kept apart on this machine, and what would keep them further. */
@Component
final class ProcessCheckup implements Checkup {
    private final ProcessSandbox sandbox;
    private final SandboxSettings settings;

    ProcessCheckup(ProcessSandbox sandbox, SandboxSettings settings) {
        this.sandbox = sandbox;
        this.settings = settings;
    }

    @Override
    public String subject() {
        return "sandbox process";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        if (!settings.kind().equals(sandbox.name())) {
            return List.of(
                    new Finding.Fine(
                            "Commands run in `%s`, not as processes of this machine."
                                    .formatted(settings.kind())));
        }
        try {
            return List.of(finding(sandbox.chosen()));
        } catch (Failure e) {
            return List.of(
                    new Finding.Trouble(
                            String.valueOf(e.getMessage()), "mosaic.sandbox.process.confinement"));
        }
    }

    private static Finding finding(Enclosures.Chosen chosen) {
        var way = chosen.enclosure();
        var missed =
                chosen.missed().isEmpty()
                        ? ""
                        : " Not used: " + String.join("; ", chosen.missed()) + ".";
        var text = "Process sandbox, confinement `%s`.%s".formatted(way.title(), missed);
        if (way.walls().contains(Wall.SYSTEM_CALLS)) {
            return new Finding.Fine(text);
        }
        return new Finding.Warning(
                text + " " + way.isolation(),
                way.walls().contains(Wall.OTHER_FILES)
                        ? "Run Mosaic on x86_64 or aarch64, on a kernel that can filter system calls (CONFIG_SECCOMP_FILTER); until then a hole in a rarely used part of the kernel is open to commands."
                        : "Install bubblewrap 0.8 or later (Debian: apt-get install bubblewrap) on a system that allows user namespaces.");
    }
}
