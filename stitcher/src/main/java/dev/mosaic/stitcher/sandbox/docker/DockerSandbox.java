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
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Commands in containers. A container is compared with its {@link Profile} before it starts and
 * looked at from within before it is used; whatever is weaker is removed and refused.
 */
@Component
final class DockerSandbox implements Sandbox {
    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final Duration AGAIN = Duration.ofSeconds(20);
    private static final int LONGEST_NAME = 40;

    private final DockerSettings settings;
    private final Containers containers;
    private final Ownership ownership;
    private final Forwarders forwarders;
    private final boolean inUse;
    private final Path folder;

    /** Two at a time would be in each other's way: the engine removes a container once. */
    private final ReentrantLock sweeping = new ReentrantLock();

    private volatile @Nullable Sweep owed;

    DockerSandbox(SandboxSettings sandbox, DockerSettings settings, Egress egress) {
        this.settings = settings;
        this.containers = new Containers(new Daemon(settings.host()), settings);
        this.inUse = sandbox.kind().equals(name());
        this.folder = sandbox.folder();
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
        removeWhatIsOwed();
        var spec = forwarders.isNeeded(asked.network()) ? asked : asked.withoutNetwork();
        if (!Files.isDirectory(spec.workdir()) || spec.workdir().getNameCount() < 2) {
            throw new Failure.Never(
                    "`%s` is no work folder: it was removed while the job ran, or mosaic.home is at the root of the machine. Retry the job, or move mosaic.home."
                            .formatted(spec.workdir()),
                    null);
        }
        var account = Account.of(spec.workdir(), settings);
        var image = containers.image();
        Trace.of(spec.owner().node(), folder).leave();
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
     * {@inheritDoc} After a sweep that failed, the next container opens only when one succeeded. An
     * engine that is not in use any more is swept once; one that never was is left alone.
     */
    @Override
    public int sweep(String node, String incarnation) throws InterruptedException {
        var trace = Trace.of(node, folder);
        if (!inUse && !trace.isThere()) {
            return 0;
        }
        var ended = sweep(new Sweep(node, incarnation));
        if (!inUse) {
            trace.wipe();
        }
        return ended;
    }

    private int sweep(Sweep sweep) throws InterruptedException {
        owed = sweep;
        sweeping.lockInterruptibly();
        try {
            var ended = endAll(sweep);
            owed = null;
            return ended;
        } finally {
            sweeping.unlock();
        }
    }

    private int endAll(Sweep sweep) throws InterruptedException {
        var leftovers = containers.leftovers(sweep.node(), sweep.incarnation());
        for (var id : leftovers) {
            if (!OpenContainer.remove(containers.daemon(), id)) {
                break;
            }
        }
        if (!leftovers.isEmpty()) {
            refuse(containers.leftovers(sweep.node(), sweep.incarnation()));
        }
        forwarders.sweep(sweep.node(), sweep.incarnation());
        return leftovers.size();
    }

    private static void refuse(List<String> left) {
        if (!left.isEmpty()) {
            throw new Failure.Later(
                    "The Docker engine did not remove containers of an earlier run: %s. Look at its log, or end them with `docker rm -f`."
                            .formatted(String.join(", ", left)),
                    AGAIN,
                    null);
        }
    }

    private void removeWhatIsOwed() throws InterruptedException {
        var sweep = owed;
        if (sweep != null) {
            sweep(sweep);
        }
        OpenContainer.removeOwed(containers.daemon());
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
