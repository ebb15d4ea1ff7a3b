package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ReadySetup;
import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.Setup;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.cache.SetupCache;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.profile.Account;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.docker.services.ServiceSettings;
import dev.mosaic.stitcher.sandbox.docker.setup.HomeMounts;
import dev.mosaic.stitcher.sandbox.docker.setup.Layering;
import dev.mosaic.stitcher.sandbox.docker.setup.SetupUse;
import dev.mosaic.stitcher.sandbox.docker.setup.Setups;
import dev.mosaic.stitcher.sandbox.egress.Egress;
import dev.mosaic.stitcher.sandbox.mirror.MirrorSettings;
import dev.mosaic.stitcher.sandbox.mirror.Wiring;
import dev.mosaic.stitcher.sandbox.usage.Ownership;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Commands in containers, as {@link DockerPlaces} opens them. */
@Component
final class DockerSandbox implements Sandbox {
    private static final Duration AGAIN = Duration.ofSeconds(20);

    private final DockerSettings settings;
    private final Containers containers;
    private final Forwarders forwarders;
    private final HomeMounts homes;
    private final DockerPlaces places;
    private final SetupCache cache;
    private final Setups setups;
    private final Sidecars sidecars;
    private final boolean inUse;
    private final Path folder;

    /** Two at a time would be in each other's way: the engine removes a container once. */
    private final ReentrantLock sweeping = new ReentrantLock();

    private volatile @Nullable Sweep owed;

    DockerSandbox(
            SandboxSettings sandbox,
            DockerSettings settings,
            Egress egress,
            SetupCache cache,
            MirrorSettings mirrors,
            ServiceSettings services) {
        this.settings = settings;
        this.cache = cache;
        this.containers = new Containers(new Daemon(settings.host()), settings);
        this.inUse = sandbox.kind().equals(name());
        this.folder = sandbox.folder();
        var ownership =
                new Ownership(
                        uid -> uid == settings.uid(),
                        "Let mosaic.home be on a file system that knows owners.");
        this.forwarders = new Forwarders(containers, settings, egress, mirrors, ownership);
        this.homes =
                new HomeMounts(
                        containers.daemon(), Layering.of(sandbox, cache.settings()), ownership);
        var wiring = new Wiring(mirrors, Forwarder.address(), Profile.HOME);
        this.places = new DockerPlaces(settings, containers, forwarders, homes, wiring, ownership);
        this.setups = new Setups(cache, mirrors, new SetupHost());
        this.sidecars = new Sidecars(containers, settings, services);
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
        var owner = asked.owner();
        var beside = sidecars.of(owner);
        // whoever only reads builds nothing, and tests nothing
        return asked.writable()
                ? places.open(asked, setups.use(owner), beside, settings, trace(owner))
                : places.open(asked, SetupUse.NONE, beside.none(), settings, trace(owner));
    }

    @Override
    public ReadySetup setUp(Setup asked) throws InterruptedException {
        var beside = sidecars.prepare(asked);
        if (beside == ReadySetup.NONE) {
            return setups.setUp(asked);
        }
        try {
            var setup = setups.setUp(asked);
            return () -> {
                beside.close();
                setup.close();
            };
        } catch (InterruptedException | RuntimeException e) {
            beside.close();
            throw e;
        }
    }

    private Trace trace(Owner owner) {
        return Trace.of(owner.node(), folder);
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
        homes.sweep(sweep.node(), sweep.incarnation());
        cache.sweep(sweep.node(), sweep.incarnation());
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
        homes.removeOwed();
    }

    /** What is to be ended: a node's containers, but for those of one incarnation. */
    private record Sweep(String node, String incarnation) {}

    /** Containers as they are for all, but with more room. */
    private final class SetupHost implements Setups.Host {
        @Override
        public List<String> traits(Path folder) throws InterruptedException {
            return List.of(containers.image(), Account.of(folder, settings).user());
        }

        @Override
        public SandboxHandle open(SandboxSpec spec, SetupUse.Running use)
                throws InterruptedException {
            removeWhatIsOwed();
            var own = settings.ofSetup(cache.settings().disk());
            // what it leaves is used by others, who have their own services
            var alone = sidecars.of(spec.owner()).none();
            return places.open(spec, use, alone, own, trace(spec.owner()));
        }
    }
}
