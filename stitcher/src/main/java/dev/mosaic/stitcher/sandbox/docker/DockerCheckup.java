package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.docker.daemon.Facts;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says whether containers can be had here as they are to be, by opening one. */
@Component
final class DockerCheckup implements Checkup {
    private static final Duration TRIAL = Duration.ofSeconds(20);
    private static final String CURE = "mosaic.sandbox.docker";

    private final DockerSandbox sandbox;
    private final SandboxSettings sandboxes;
    private final DockerSettings settings;

    DockerCheckup(DockerSandbox sandbox, SandboxSettings sandboxes, DockerSettings settings) {
        this.sandbox = sandbox;
        this.sandboxes = sandboxes;
        this.settings = settings;
    }

    @Override
    public String subject() {
        return "sandbox docker";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        if (!sandboxes.kind().equals(sandbox.name())) {
            return List.of(
                    new Finding.Fine("Commands do not run in containers; Docker was not asked."));
        }
        try {
            var containers = sandbox.containers();
            var found = new ArrayList<>(abilities(containers.seen()));
            found.add(image(settings.image(), "mosaic.sandbox.docker.image", containers::hasImage));
            if (!settings.forwarder().isEmpty()) {
                found.add(
                        image(
                                settings.forwarder(),
                                "mosaic.sandbox.docker.forwarder",
                                containers::hasForwarder));
            }
            if (found.stream().noneMatch(Finding.Trouble.class::isInstance)) {
                found.add(trial());
            }
            return found;
        } catch (Failure e) {
            return List.of(trouble(e));
        }
    }

    private List<Finding> abilities(Facts facts) {
        var found = new ArrayList<Finding>();
        var engine =
                "Docker engine %s (API %s, control groups %s) at `%s`, confines with %s."
                        .formatted(
                                facts.version(),
                                facts.api(),
                                facts.cgroup(),
                                settings.host(),
                                String.join(", ", facts.security()));
        found.add(
                facts.isRecent()
                        ? new Finding.Fine(engine)
                        : new Finding.Trouble(engine, "Install Docker 20.10 or later."));
        if (!facts.confinesWith("seccomp")) {
            found.add(
                    new Finding.Trouble(
                            "The engine filters no system calls.",
                            "Run a kernel with CONFIG_SECCOMP_FILTER and an engine built with seccomp."));
        }
        if (facts.confinesWith("userns") || facts.confinesWith("rootless")) {
            found.add(
                    new Finding.Warning(
                            "The engine has user numbers of its own (userns-remap or rootless), so commands may not be able to write to their work folder.",
                            "If the trial below fails: an engine of its own without userns-remap, named by mosaic.sandbox.docker.host."));
        }
        if (!settings.runtime().isEmpty() && !facts.runtimes().contains(settings.runtime())) {
            found.add(
                    new Finding.Trouble(
                            "The engine has no runtime `%s`, only %s."
                                    .formatted(
                                            settings.runtime(),
                                            String.join(", ", facts.runtimes())),
                            "mosaic.sandbox.docker.runtime"));
        }
        return found;
    }

    private Finding image(String image, String setting, Look look) throws InterruptedException {
        try {
            return look.isThere()
                    ? new Finding.Fine("The image `%s` is there.".formatted(image))
                    : notThere(image);
        } catch (Failure e) {
            return new Finding.Trouble(String.valueOf(e.getMessage()), setting);
        }
    }

    /** Asks the engine for an image. */
    private interface Look {
        boolean isThere() throws InterruptedException;
    }

    private Finding notThere(String image) {
        var text = "The image `%s` is not on this machine.".formatted(image);
        return settings.pull() == DockerSettings.Pull.MISSING
                ? new Finding.Warning(
                        text + " It is fetched now, or by the first job.", "docker pull")
                : new Finding.Trouble(text, "docker pull, or mosaic.sandbox.docker.pull");
    }

    /**
     * The smallest of commands, in a folder where those of jobs are; beside a forwarder if there
     * may be any.
     */
    private Finding trial() throws InterruptedException {
        Path folder = null;
        try {
            Files.createDirectories(sandboxes.folder());
            folder = Files.createTempDirectory(sandboxes.folder(), "trial");
            var owner = new Owner("trial", "trial", "trial", 0, "trial");
            var spec =
                    new SandboxSpec(
                            owner,
                            new Repository("local", 0, "trial"),
                            folder,
                            true,
                            Map.of(),
                            settings.forwarder().isEmpty()
                                    ? null
                                    : new Network(Set.of(), null, _ -> {}));
            try (var place = sandbox.open(spec)) {
                var outcome = place.run(ShellCommand.line("echo well > well", TRIAL));
                return outcome.exit() == 0 && Files.exists(folder.resolve("well"))
                        ? new Finding.Fine(
                                settings.forwarder().isEmpty()
                                        ? "A trial ran in a container, as tight as it was to be; without mosaic.sandbox.docker.forwarder none can reach a host or a model."
                                        : "A trial ran in a container with a forwarder beside it, as tight as both were to be.")
                        : new Finding.Trouble(
                                "A trial in a container ended with exit code %d: %s"
                                        .formatted(outcome.exit(), outcome.output().strip()),
                                CURE);
            }
        } catch (Failure e) {
            return trouble(e);
        } catch (IOException e) {
            return new Finding.Trouble(
                    "There is no folder for a trial: %s.".formatted(e), "mosaic.sandbox.folder");
        } finally {
            remove(folder);
        }
    }

    private static Finding trouble(Failure e) {
        return new Finding.Trouble(String.valueOf(e.getMessage()), CURE);
    }

    private static void remove(@Nullable Path folder) {
        try {
            if (folder != null) {
                Files.deleteIfExists(folder.resolve("well"));
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // an empty folder that the next checkup does not mind
        }
    }
}
