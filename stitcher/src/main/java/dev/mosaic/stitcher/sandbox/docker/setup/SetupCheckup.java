package dev.mosaic.stitcher.sandbox.docker.setup;

import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.cache.SetupCache;
import dev.mosaic.stitcher.sandbox.egress.Egress;
import dev.mosaic.stitcher.sandbox.mirror.MirrorSettings;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Says where setups may fetch from, whether that is there, and what is kept of them. */
@Component
final class SetupCheckup implements Checkup {
    /** Other kinds of sandbox run no setup. */
    private static final String KIND = "docker";

    private static final long MEGABYTE = 1024L * 1024;

    private final SandboxSettings sandboxes;
    private final MirrorSettings mirrors;
    private final Egress egress;
    private final SetupCache cache;

    SetupCheckup(
            SandboxSettings sandboxes, MirrorSettings mirrors, Egress egress, SetupCache cache) {
        this.sandboxes = sandboxes;
        this.mirrors = mirrors;
        this.egress = egress;
        this.cache = cache;
    }

    @Override
    public String subject() {
        return "sandbox setup";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        if (!sandboxes.kind().equals(KIND)) {
            return List.of(
                    new Finding.Fine(
                            "`setup` of .mosaic.yml is not run: commands have this machine's own network."));
        }
        try {
            var found = new ArrayList<>(registries());
            found.add(kept());
            return found;
        } catch (Failure e) {
            return List.of(
                    new Finding.Trouble(String.valueOf(e.getMessage()), "mosaic.sandbox.folder"));
        }
    }

    private List<Finding> registries() throws InterruptedException {
        if (mirrors.mirrors().isEmpty()) {
            return List.of(
                    new Finding.Warning(
                            "No mirror of a package registry is named, so builds have what is in the image and nothing else.",
                            "mosaic.sandbox.docker.mirrors"));
        }
        var found = new ArrayList<Finding>();
        for (var each : mirrors.mirrors().entrySet()) {
            var setting = "mosaic.sandbox.docker.mirrors." + each.getKey();
            var trouble = egress.trouble(each.getKey(), each.getValue());
            found.add(
                    trouble == null
                            ? new Finding.Fine(
                                    "The mirror `%s` (%s) at %s answers."
                                            .formatted(
                                                    each.getKey(),
                                                    each.getValue().kind().word(),
                                                    each.getValue().url()))
                            : new Finding.Trouble(trouble, setting));
        }
        return found;
    }

    private Finding kept() {
        var entries = cache.entries();
        var bytes = entries.stream().mapToLong(SetupCache.Entry::bytes).sum();
        return new Finding.Fine(
                "%,d setups are kept in `%s`, %,d MB of %,d MB (mosaic.sandbox.docker.setup.size); a container %s."
                        .formatted(
                                entries.size(),
                                cache.folder(),
                                bytes / MEGABYTE,
                                cache.settings().size().toMegabytes(),
                                Layering.of(sandboxes, cache.settings()).isPossible()
                                        ? "reads them below a layer of its own"
                                        : "gets a copy, as the file system takes no layers"));
    }
}
