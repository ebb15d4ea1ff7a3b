package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ReadySetup;
import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.sandbox.Setup;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.Sidecar;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.process.enclosure.Enclosure;
import dev.mosaic.stitcher.sandbox.process.enclosure.Enclosures;
import dev.mosaic.stitcher.sandbox.process.enclosure.Enclosures.Chosen;
import dev.mosaic.stitcher.sandbox.process.hunt.Hunt;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import dev.mosaic.stitcher.sandbox.process.launch.Launcher;
import dev.mosaic.stitcher.sandbox.process.launch.PrivateFolder;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings;
import dev.mosaic.stitcher.sandbox.process.launch.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Commands as processes of this machine: for the embedded mode and for trusted repositories. */
@Component
final class ProcessSandbox implements Sandbox {
    private static final Duration TRIAL = Duration.ofSeconds(20);
    private static final Duration AGAIN = Duration.ofSeconds(20);

    private final Path folder;
    private final ProcessSettings settings;
    private final NamedRepositories named;
    private final Launcher launcher;
    private final Processes processes;
    private final Enclosures enclosures;

    @Autowired
    ProcessSandbox(SandboxSettings sandbox, ProcessSettings settings) {
        this(sandbox, settings, Processes.ofThisMachine());
    }

    ProcessSandbox(SandboxSettings sandbox, ProcessSettings settings, Processes processes) {
        var tools = Tools.on(sandbox.path());
        this.folder = sandbox.folder();
        this.settings = settings;
        this.named = new NamedRepositories(settings.repositories());
        this.launcher = new Launcher(tools);
        this.processes = processes;
        this.enclosures = Enclosures.of(settings, tools, processes, this::trial);
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public String isolation() throws InterruptedException {
        return chosen().enclosure().isolation();
    }

    @Override
    public Set<Wall> walls() throws InterruptedException {
        return chosen().enclosure().walls();
    }

    /** How commands are kept apart here, found out at the first call. */
    Chosen chosen() throws InterruptedException {
        return enclosures.chosen();
    }

    @Override
    public SandboxHandle open(SandboxSpec spec) throws InterruptedException {
        named.admit(spec.repository());
        return open(spec, chosen().enclosure());
    }

    /** Services would be anybody's on this machine, and nobody would end them. */
    @Override
    public ReadySetup setUp(Setup asked) {
        var sidecars = asked.recipe().sidecars();
        if (!sidecars.isEmpty()) {
            throw new Failure.Never(
                    "`services` of .mosaic.yml (%s) run beside containers only, and commands here are processes of this machine. Set mosaic.sandbox.kind to `docker`, or start what the tests need on this machine and take `services` out of .mosaic.yml of the base branch."
                            .formatted(
                                    sidecars.stream()
                                            .map(Sidecar::name)
                                            .collect(Collectors.joining(", "))),
                    null);
        }
        return ReadySetup.NONE;
    }

    private SandboxHandle open(SandboxSpec spec, Enclosure enclosure) throws InterruptedException {
        var ownLimit = processes.traits(ProcessHandle.current().pid()).lockLimit();
        var mark = Mark.create(spec.owner(), ownLimit);
        var own = PrivateFolder.create(folder, mark);
        try {
            var cell = enclosure.open(spec, own, mark);
            return new ProcessPlace(
                    spec, own, cell, new ProcessPlace.World(mark, launcher, processes, settings));
        } catch (InterruptedException | RuntimeException e) {
            own.remove();
            throw e;
        }
    }

    /** Opens a sandbox of a kind, runs the smallest of commands in it, and removes it all. */
    private @Nullable String trial(Enclosure way) throws InterruptedException {
        var owner = new Owner("trial", "trial", "trial", 0, "trial");
        var own = PrivateFolder.create(folder, Mark.create(owner, Long.MAX_VALUE));
        try {
            var workdir = own.tmp();
            // an account of its own must be able to pass
            Files.setPosixFilePermissions(own.path(), PosixFilePermissions.fromString("rwx--x--x"));
            var spec =
                    new SandboxSpec(
                            owner, new Repository("local", 0, "trial"), workdir, true, Map.of());
            try (var place = open(spec, way)) {
                var outcome = place.run(ShellCommand.line("echo well > well", TRIAL));
                return outcome.exit() == 0 && Files.exists(workdir.resolve("well"))
                        ? null
                        : "a trial ended with exit code %d: %s"
                                .formatted(outcome.exit(), outcome.output().strip());
            }
        } catch (Failure e) {
            return e.getMessage();
        } catch (IOException e) {
            return e.toString();
        } finally {
            own.remove();
        }
    }

    @Override
    public int sweep(String node, String incarnation) {
        var leftovers = PrivateFolder.leftovers(folder, node, incarnation);
        var numbers = leftovers.stream().map(PrivateFolder::markNumber).collect(Collectors.toSet());
        Predicate<Traits> ofEarlier =
                traits ->
                        node.equals(traits.environment().get(Mark.NODE))
                                && !incarnation.equals(traits.environment().get(Mark.INCARNATION));
        Predicate<Traits> limited =
                traits -> numbers.stream().anyMatch(n -> Mark.isOn(traits.lockLimit(), n));
        var hunt = new Hunt(processes, ofEarlier.or(limited), List.of());
        var survivors = hunt.toTheEnd();
        if (!survivors.isEmpty()) {
            // their folders stay: what wiped its environment is known by their names alone
            throw new Failure.Later(
                    "Processes of an earlier run could not be ended: %s. End them with `kill -9`, or restart the machine."
                            .formatted(String.join(", ", survivors)),
                    AGAIN,
                    null);
        }
        leftovers.forEach(PrivateFolder::remove);
        return hunt.ended();
    }
}
