package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.egress.Egress;
import dev.mosaic.stitcher.sandbox.usage.Ownership;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Commands in containers. A container is compared with its {@link Profile} before it starts and
 * looked at from within before it is used; whatever is weaker is removed and refused.
 */
@Component
final class DockerSandbox implements Sandbox {
    private static final Logger log = LoggerFactory.getLogger(DockerSandbox.class);
    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final int LONGEST_NAME = 40;

    private final DockerSettings settings;
    private final Containers containers;
    private final Ownership ownership;
    private final Forwarders forwarders;
    private final boolean inUse;
    private @Nullable Sweep owed;

    DockerSandbox(SandboxSettings sandbox, DockerSettings settings, Egress egress) {
        this.settings = settings;
        this.containers = new Containers(new Daemon(settings.host()), settings);
        this.inUse = sandbox.kind().equals(name());
        this.ownership =
                new Ownership(
                        uid -> uid == settings.uid(),
                        "Let mosaic.home be on a file system that knows owners.");
        this.forwarders = new Forwarders(containers, settings, egress, ownership);
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public String isolation() {
        var own =
                settings.runtime().isEmpty()
                        ? "the kernel is shared, so a hole in it is a way out"
                        : "the kernel is shared as far as the runtime `%s` lets it"
                                .formatted(settings.runtime());
        return "Commands ran in a container of their own without privileges, any network but what mosaic.egress.allow lets through to them, or any file of this machine but the work folder, with limits on memory, processors, processes and disk; %s."
                .formatted(own);
    }

    @Override
    public Set<Wall> walls() {
        var walls = EnumSet.allOf(Wall.class);
        if (!settings.runtime().isEmpty()) {
            // another runtime may have a kernel of its own that takes no filter
            walls.remove(Wall.SYSTEM_CALLS);
        }
        return walls;
    }

    @Override
    public SandboxHandle open(SandboxSpec asked) throws InterruptedException {
        sweepIfOwed();
        var spec = forwarders.isNeeded(asked.network()) ? asked : asked.withoutNetwork();
        if (!Files.isDirectory(spec.workdir()) || spec.workdir().getNameCount() < 2) {
            throw new Failure.Never(
                    "`%s` is no work folder: it was removed while the job ran, or mosaic.home is at the root of the machine. Retry the job, or move mosaic.home."
                            .formatted(spec.workdir()),
                    null);
        }
        var account = Account.of(spec.workdir(), settings);
        var image = containers.image();
        var name = name(spec);
        var network = spec.network();
        var forwarder = network == null ? null : forwarders.open(spec, network, name);
        try {
            var role =
                    forwarder == null
                            ? Role.alone(name, image)
                            : Role.beside(forwarder.container().id(), name, image);
            if (account.given()) {
                ownership.give(List.of(spec.workdir()), account.uid());
            }
            return started(
                    new Profile(spec, role, account, containers.facts(), settings), forwarder);
        } catch (InterruptedException | RuntimeException e) {
            OpenContainer.remove(containers.daemon(), name);
            if (forwarder != null) {
                forwarder.remove();
            }
            takeBack(spec, account);
            throw e;
        }
    }

    private SandboxHandle started(Profile profile, @Nullable Forwarder forwarder)
            throws InterruptedException {
        var id = containers.create(profile);
        Inspection.refuse(Inspection.of(profile, containers.inspect(id)));
        var container = containers.start(profile, id);
        var shell = new Shell(containers.daemon(), id, profile.spec());
        var told = shell.script(Scripts.CANARY, List.of(), LOOK).orElse("");
        if (forwarder != null) {
            told += shell.script(Scripts.network(Role.PORT), List.of(), LOOK).orElse("");
        }
        Inspection.refuse(Canary.of(profile, told));
        return new DockerPlace(
                profile.spec(),
                new Pair(container, forwarder),
                shell,
                settings,
                () -> takeBack(profile.spec(), profile.account()));
    }

    private void takeBack(SandboxSpec spec, Account account) {
        if (account.given()) {
            ownership.takeBack(spec.workdir(), 0);
        }
    }

    /** What the engine can do and has, without opening anything. */
    Containers containers() {
        return containers;
    }

    /**
     * {@inheritDoc} An engine that cannot be reached now is swept before the next container opens;
     * one that is not in use is left alone.
     */
    @Override
    public int sweep(String node, String incarnation) throws InterruptedException {
        if (!inUse) {
            return 0;
        }
        try {
            return sweep(new Sweep(node, incarnation));
        } catch (Failure.Later e) {
            log.atError()
                    .addKeyValue("cause", e.getMessage())
                    .log("containers of an earlier run are ended before the next one opens");
            owe(new Sweep(node, incarnation));
            return 0;
        }
    }

    private int sweep(Sweep sweep) throws InterruptedException {
        var leftovers = containers.leftovers(sweep.node(), sweep.incarnation());
        for (var id : leftovers) {
            OpenContainer.remove(containers.daemon(), id);
        }
        forwarders.sweep(sweep.node(), sweep.incarnation());
        return leftovers.size();
    }

    private void sweepIfOwed() throws InterruptedException {
        var sweep = owed();
        if (sweep != null) {
            sweep(sweep);
            owe(null);
        }
    }

    private synchronized @Nullable Sweep owed() {
        return owed;
    }

    private synchronized void owe(@Nullable Sweep sweep) {
        owed = sweep;
    }

    /** Docker takes few signs in names, and the random end lets one agent open two. */
    private static String name(SandboxSpec spec) {
        var agent = spec.owner().agent().replaceAll("[^A-Za-z0-9_.-]", "_");
        return "mosaic-e%d-%s-%08x"
                .formatted(
                        spec.owner().epoch(),
                        agent.substring(0, Math.min(agent.length(), LONGEST_NAME)),
                        ThreadLocalRandom.current().nextInt());
    }

    /** What is to be ended: a node's containers, but for those of one incarnation. */
    private record Sweep(String node, String incarnation) {}
}
