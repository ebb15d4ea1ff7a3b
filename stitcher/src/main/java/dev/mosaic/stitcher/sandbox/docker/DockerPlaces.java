package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.profile.Account;
import dev.mosaic.stitcher.sandbox.docker.profile.Canary;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings;
import dev.mosaic.stitcher.sandbox.docker.profile.HomeMount;
import dev.mosaic.stitcher.sandbox.docker.profile.Inspection;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.docker.profile.Role;
import dev.mosaic.stitcher.sandbox.docker.setup.HomeMounts;
import dev.mosaic.stitcher.sandbox.docker.setup.SetupUse;
import dev.mosaic.stitcher.sandbox.docker.shell.Scripts;
import dev.mosaic.stitcher.sandbox.docker.shell.Shell;
import dev.mosaic.stitcher.sandbox.egress.ProxyPassword;
import dev.mosaic.stitcher.sandbox.mirror.Wiring;
import dev.mosaic.stitcher.sandbox.usage.Ownership;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Opens containers. One is compared with its {@link Profile} before it starts and looked at from
 * within before it is used; whatever is weaker is removed and refused.
 */
final class DockerPlaces {
    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final int LONGEST_NAME = 40;

    private final DockerSettings settings;
    private final Containers containers;
    private final Forwarders forwarders;
    private final HomeMounts homes;
    private final Wiring wiring;
    private final Ownership ownership;

    DockerPlaces(
            DockerSettings settings,
            Containers containers,
            Forwarders forwarders,
            HomeMounts homes,
            Wiring wiring,
            Ownership ownership) {
        this.settings = settings;
        this.containers = containers;
        this.forwarders = forwarders;
        this.homes = homes;
        this.wiring = wiring;
        this.ownership = ownership;
    }

    /**
     * As {@link dev.mosaic.stitcher.sandbox.Sandbox#open}.
     *
     * @param planned what is to run beside its commands
     * @param own the settings of this one
     * @param trace says from now on that there were containers
     */
    SandboxHandle open(
            SandboxSpec asked,
            SetupUse use,
            PlannedSidecars planned,
            DockerSettings own,
            Trace trace)
            throws InterruptedException {
        // who shares a loopback with others shows who it is
        var pass = planned.isEmpty() ? null : ProxyPassword.random();
        var spec =
                told(
                        forwarders.isNeeded(asked.network(), use) ? asked : asked.withoutNetwork(),
                        use,
                        pass);
        if (!Files.isDirectory(spec.workdir()) || spec.workdir().getNameCount() < 2) {
            throw new Failure.Never(
                    "`%s` is no work folder: it was removed while the job ran, or mosaic.home is at the root of the machine. Retry the job, or move mosaic.home."
                            .formatted(spec.workdir()),
                    null);
        }
        var account = Account.of(spec.workdir(), settings);
        var image = containers.image();
        trace.leave();
        var name = name(spec);
        var network = spec.network();
        var forwarder = network == null ? null : forwarders.open(spec, network, use, name, pass);
        var home = HomeMount.TMPFS;
        try {
            var role =
                    forwarder == null
                            ? Role.alone(name, image)
                            : Role.beside(forwarder.container().id(), name, image);
            if (account.given()) {
                ownership.give(List.of(spec.workdir()), account.uid());
            }
            home = home(use, spec, name, account);
            return started(
                    new Profile(spec, role, account, containers.facts(), own, home),
                    forwarder,
                    planned);
        } catch (InterruptedException | RuntimeException e) {
            OpenContainer.remove(containers.daemon(), name);
            if (forwarder != null) {
                forwarder.remove();
            }
            homes.remove(home);
            takeBack(spec.workdir(), account);
            throw e;
        }
    }

    private HomeMount home(SetupUse use, SandboxSpec spec, String name, Account account)
            throws InterruptedException {
        return switch (use) {
            case SetupUse.None() -> HomeMount.TMPFS;
            case SetupUse.FromCache(var cached) ->
                    homes.fromCache(spec, name, cached, wiring.files(false), account);
            case SetupUse.Running(var folder, _) ->
                    homes.forSetup(folder, wiring.files(true), account);
        };
    }

    /** What its tools are to know is in their environment; what was asked for comes first. */
    private SandboxSpec told(SandboxSpec spec, SetupUse use, @Nullable ProxyPassword pass) {
        var more =
                switch (use) {
                    case SetupUse.None() -> Map.<String, String>of();
                    case SetupUse.FromCache _ -> wiring.environment(false);
                    case SetupUse.Running _ -> wiring.environment(true);
                };
        var all = new HashMap<>(more);
        if (spec.network() != null) {
            all.putAll(pass == null ? Forwarder.ENVIRONMENT : Forwarder.environment(pass));
        }
        all.putAll(spec.environment());
        return new SandboxSpec(
                spec.owner(),
                spec.repository(),
                spec.workdir(),
                spec.writable(),
                all,
                spec.network());
    }

    private SandboxHandle started(
            Profile profile, @Nullable Forwarder forwarder, PlannedSidecars planned)
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
        var holder = forwarder == null ? id : forwarder.container().id();
        var running = planned.open(profile, holder, shell);
        return new DockerPlace(
                profile.spec(),
                new Pod(container, forwarder, running),
                shell,
                profile.watch(),
                () -> {
                    homes.remove(profile.home());
                    takeBack(profile.spec().workdir(), profile.account());
                });
    }

    private void takeBack(Path workdir, Account account) {
        if (account.given()) {
            ownership.takeBack(workdir, 0);
        }
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
}
