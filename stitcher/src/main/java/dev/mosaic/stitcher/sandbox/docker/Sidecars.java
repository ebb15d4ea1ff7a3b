package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ReadySetup;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.Setup;
import dev.mosaic.stitcher.sandbox.Setup.Progress;
import dev.mosaic.stitcher.sandbox.Sidecar;
import dev.mosaic.stitcher.sandbox.docker.daemon.Image;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings;
import dev.mosaic.stitcher.sandbox.docker.profile.Footing;
import dev.mosaic.stitcher.sandbox.docker.profile.Inspection;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.docker.profile.Role;
import dev.mosaic.stitcher.sandbox.docker.services.PlannedSidecar;
import dev.mosaic.stitcher.sandbox.docker.services.Ports;
import dev.mosaic.stitcher.sandbox.docker.services.ServiceSettings;
import dev.mosaic.stitcher.sandbox.docker.services.ServiceText;
import dev.mosaic.stitcher.sandbox.docker.shell.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens what runs beside the commands of a job: services of {@code .mosaic.yml}, each in a
 * container as tight as that of commands, without any folder of this machine, on the loopback of
 * one sandbox.
 */
final class Sidecars {
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final String SUFFIX = "-with-";

    private final Containers containers;
    private final DockerSettings settings;
    private final ServiceSettings services;
    private final Map<Job, List<PlannedSidecar>> ready = new ConcurrentHashMap<>();

    /** Whose they are. */
    private record Job(String node, String job, long epoch) {
        static Job of(Owner owner) {
            return new Job(owner.node(), owner.job(), owner.epoch());
        }
    }

    Sidecars(Containers containers, DockerSettings settings, ServiceSettings services) {
        this.containers = containers;
        this.settings = settings;
        this.services = services;
    }

    /**
     * From now on, until it is closed, the sandboxes of a job have them.
     *
     * @throws Failure.Never if one is not allowed, or its image is not to be had
     */
    ReadySetup prepare(Setup asked) throws InterruptedException {
        var sidecars = asked.recipe().sidecars();
        if (sidecars.isEmpty()) {
            return ReadySetup.NONE;
        }
        var all = new ArrayList<PlannedSidecar>();
        for (var each : sidecars) {
            all.add(served(each, asked.progress()));
        }
        var served = List.copyOf(all);
        var job = Job.of(asked.owner());
        ready.put(job, served);
        return () -> ready.remove(job, served);
    }

    private PlannedSidecar served(Sidecar asked, Progress progress) throws InterruptedException {
        var allowed = services.of(asked);
        if (asked.port() == Role.PORT) {
            throw new Failure.Never(ServiceText.reserved(asked), null);
        }
        var image = Image.of(allowed.image(), ServiceSettings.setting(asked.image()));
        if (!containers.isHere(image)) {
            progress.tell("fetches the image of the service `%s`".formatted(asked.name()));
        }
        var defaults = containers.service(image);
        defaults.argv(asked);
        return new PlannedSidecar(asked, allowed, defaults);
    }

    /** What the sandboxes of a job have beside them. */
    PlannedSidecars of(Owner owner) {
        return new PlannedSidecars(this, ready.getOrDefault(Job.of(owner), List.of()));
    }

    /**
     * Starts them, and returns when all are ready.
     *
     * @param beside the container of commands, which runs and has begun no command
     * @param holder the id of the container whose loopback they share
     * @param shell of the container of commands
     * @throws Failure.Never if one ends, or is not ready in its time; then none of them is there
     */
    RunningSidecars open(List<PlannedSidecar> served, Profile beside, String holder, Shell shell)
            throws InterruptedException {
        var open = new ArrayList<RunningSidecar>();
        try {
            for (var each : served) {
                open.add(started(each, beside, holder));
            }
            awaitReady(open, shell);
            return new RunningSidecars(open);
        } catch (InterruptedException | RuntimeException e) {
            served.forEach(
                    it -> OpenContainer.remove(containers.daemon(), name(beside, it.asked())));
            throw e;
        }
    }

    private RunningSidecar started(PlannedSidecar served, Profile beside, String holder)
            throws InterruptedException {
        var asked = served.asked();
        var defaults = served.defaults();
        var whose = beside.spec();
        var profile =
                new Profile(
                        new SandboxSpec(
                                whose.owner(),
                                whose.repository(),
                                whose.workdir(),
                                false,
                                Map.of()),
                        Role.service(
                                holder,
                                name(beside, asked),
                                defaults.imageId(),
                                defaults.argv(asked),
                                new Footing.OfImage(
                                        defaults.begin(),
                                        asked.environment(),
                                        defaults.writable(served.allowed()))),
                        beside.account(),
                        beside.facts(),
                        settings.ofService(served.allowed()));
        var id = containers.create(profile);
        Inspection.refuse(Inspection.of(profile, containers.inspect(id)));
        return new RunningSidecar(asked, containers.start(profile, id));
    }

    private static String name(Profile beside, Sidecar asked) {
        return beside.name() + SUFFIX + asked.name();
    }

    private void awaitReady(List<RunningSidecar> all, Shell shell) throws InterruptedException {
        var begun = System.nanoTime();
        var waiting = new ArrayList<>(all);
        while (true) {
            var ports = waiting.stream().map(RunningSidecar::port).toList();
            var told = shell.script(Ports.SCRIPT, Ports.arguments(ports), LOOK);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            var listening = Ports.listening(told.orElseThrow(Sidecars::untold));
            for (var each : all) {
                each.requireBegun();
            }
            waiting.removeIf(it -> listening.contains(it.port()));
            if (waiting.isEmpty()) {
                return;
            }
            for (var each : waiting) {
                each.requireTime(Duration.ofNanos(System.nanoTime() - begun));
            }
        }
    }

    private static Failure.Later untold() {
        return new Failure.Later(
                "The container of commands did not tell which services are ready. Look at the log of the Docker engine if that happens again.",
                AGAIN,
                null);
    }
}
