package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.process.Mark.Traits;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Commands as processes of this machine: for the embedded mode and for trusted repositories. */
@Component
final class ProcessSandbox implements Sandbox {
    private static final Logger log = LoggerFactory.getLogger(ProcessSandbox.class);

    private final Path folder;
    private final Launcher launcher;
    private final Processes processes;

    @Autowired
    ProcessSandbox(SandboxSettings settings) {
        this(settings, Processes.ofThisMachine());
    }

    ProcessSandbox(SandboxSettings settings, Processes processes) {
        this.folder = settings.folder();
        this.launcher = new Launcher(settings.path());
        this.processes = processes;
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public String isolation() {
        return """
        Commands ran as ordinary processes of the account `%s` on this machine, which is not \
        isolation: they could read and change whatever that account can, a read-only work \
        folder too, and use its network; only their environment, HOME and TMPDIR were their \
        own, and their processes are ended with them.\
        """
                .formatted(System.getProperty("user.name"));
    }

    @Override
    public SandboxHandle open(SandboxSpec spec) {
        var ownLimit = processes.traits(ProcessHandle.current().pid()).lockLimit();
        var mark = Mark.create(spec.owner(), ownLimit);
        var own = PrivateFolder.create(folder, mark);
        return new ProcessPlace(spec, mark, own, launcher, processes);
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
            log.atError()
                    .addKeyValue("survivors", survivors)
                    .log("processes of an earlier run could not be ended");
        }
        leftovers.forEach(PrivateFolder::remove);
        return hunt.ended();
    }
}
