package dev.mosaic.stitcher.sandbox.docker.setup;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Blocked;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.ReadySetup;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxHandle.Outcome;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.Setup;
import dev.mosaic.stitcher.sandbox.Setup.Step;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.cache.CachedSetup;
import dev.mosaic.stitcher.sandbox.cache.PendingSetup;
import dev.mosaic.stitcher.sandbox.cache.SetupCache;
import dev.mosaic.stitcher.sandbox.cache.SetupKey;
import dev.mosaic.stitcher.sandbox.mirror.MirrorSettings;
import dev.mosaic.stitcher.sandbox.mirror.MirrorUse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the setup of repositories, each once for as long as nothing changes that decides what it
 * fetches, in a container as tight as all others that may read of the operator's mirrors. What it
 * left is for the same repository and branch alone.
 */
public final class Setups {
    /** Raised when what a setup leaves is made in another way. */
    private static final String FORMAT = "2";

    private static final Duration AGAIN = Duration.ofSeconds(20);
    private static final int KILLED = 137;
    private static final int OUTPUT = 64 * 1024;
    private static final int MOST_TOLD = 5;

    private final SetupCache cache;
    private final MirrorSettings mirrors;
    private final Host host;
    private final Map<Job, CachedSetup> ready = new ConcurrentHashMap<>();

    /** What setups run in. */
    public interface Host {
        /**
         * What of it decides what a setup leaves, such as the image.
         *
         * @param folder where that will be
         */
        List<String> traits(Path folder) throws InterruptedException;

        /** Opens a container for a setup. */
        SandboxHandle open(SandboxSpec spec, SetupUse.Running use) throws InterruptedException;
    }

    /** Whose setup it is. */
    private record Job(String node, String job, long epoch) {
        static Job of(Owner owner) {
            return new Job(owner.node(), owner.job(), owner.epoch());
        }
    }

    public Setups(SetupCache cache, MirrorSettings mirrors, Host host) {
        this.cache = cache;
        this.mirrors = mirrors;
        this.host = host;
    }

    /** What the sandboxes of a job begin with. */
    public SetupUse use(Owner owner) {
        var cached = ready.get(Job.of(owner));
        return cached == null ? SetupUse.NONE : new SetupUse.FromCache(cached.home());
    }

    /** As {@link dev.mosaic.stitcher.sandbox.Sandbox#setUp}. */
    public ReadySetup setUp(Setup asked) throws InterruptedException {
        var steps =
                asked.recipe().steps().stream()
                        .filter(it -> it.needs() == null || mirrors.has(it.needs()))
                        .toList();
        if (steps.isEmpty()) {
            return ReadySetup.NONE;
        }
        var key = key(asked, steps);
        var before = cache.take(key);
        var cached = before == null ? made(asked, steps, key) : before;
        var job = Job.of(asked.owner());
        var earlier = ready.put(job, cached);
        if (earlier != null) {
            earlier.close();
        }
        return () -> {
            ready.remove(job, cached);
            cached.close();
        };
    }

    /** All that decides what is fetched, and first of all who may use it. */
    private SetupKey key(Setup asked, List<Step> steps) throws InterruptedException {
        var repository = asked.repository();
        var parts = new ArrayList<>(List.of(FORMAT));
        parts.addAll(
                List.of(
                        repository.forge(),
                        Long.toString(repository.id()),
                        repository.name(),
                        asked.recipe().branch()));
        parts.addAll(host.traits(cache.folder()));
        parts.add(asked.recipe().inputs());
        mirrors.mirrors().forEach((name, mirror) -> parts.add(name + " " + mirror));
        steps.forEach(step -> parts.add(step.run()));
        return SetupKey.of(parts);
    }

    private CachedSetup made(Setup asked, List<Step> steps, SetupKey key)
            throws InterruptedException {
        var turn = cache.turn(key);
        if (!turn.tryLock()) {
            asked.progress().tell("waits for the setup of another job, which needs the same");
            turn.lockInterruptibly();
        }
        try {
            var others = cache.take(key);
            return others == null ? make(asked, steps, key) : others;
        } finally {
            turn.unlock();
        }
    }

    private CachedSetup make(Setup asked, List<Step> steps, SetupKey key)
            throws InterruptedException {
        asked.progress()
                .tell(
                        "runs the setup, once until the build files change: "
                                + steps.stream()
                                        .map(step -> SetupText.command(step.run()))
                                        .limit(MOST_TOLD)
                                        .collect(Collectors.joining(", ")));
        var owner = asked.owner();
        try (var pending = cache.begin(key, owner.node(), owner.incarnation())) {
            asked.checkout().use(folder -> fill(asked, steps, pending, folder));
            return pending.keep();
        }
    }

    private void fill(Setup asked, List<Step> steps, PendingSetup pending, Path folder)
            throws InterruptedException {
        var fetched = new MirrorUse();
        var blocked = ConcurrentHashMap.<String>newKeySet();
        var spec =
                new SandboxSpec(
                        asked.owner(),
                        asked.repository(),
                        folder,
                        true,
                        Map.of(),
                        new Network(Set.of(), null, attempt -> blocked.add(name(attempt))));
        var survivors = List.<String>of();
        try (var place =
                asked.opened()
                        .apply(host.open(spec, new SetupUse.Running(pending.home(), fetched)))) {
            try {
                run(steps, place, fetched, blocked);
            } finally {
                survivors = place.kill();
            }
        }
        if (!survivors.isEmpty()) {
            // somebody may still write to it
            throw new Failure.Later(
                    "The container of a setup could not be ended, so what it fetched is not used: %s. Look at the log of the Docker engine."
                            .formatted(String.join(", ", survivors)),
                    AGAIN,
                    null);
        }
    }

    private void run(List<Step> steps, SandboxHandle place, MirrorUse fetched, Set<String> blocked)
            throws InterruptedException {
        var deadline = System.nanoTime() + cache.settings().limit().toNanos();
        for (var step : steps) {
            var left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            var outcome =
                    place.run(
                            new ShellCommand(
                                    List.of("sh", "-c", step.run()), "", left, OUTPUT, _ -> {}));
            var trouble = fetched.trouble().orElse(null);
            // a tool may have made do with less
            if (trouble != null) {
                throw troubled(step, outcome, trouble);
            }
            if (outcome.exit() != 0) {
                throw failed(step, outcome, fetched, blocked);
            }
        }
    }

    private static Failure troubled(Step step, Outcome outcome, MirrorUse.Trouble trouble) {
        var text =
                "The setup %s did not get all that it asked for: %s%s"
                        .formatted(
                                SetupText.command(step.run()),
                                trouble.sentence(),
                                SetupText.end(outcome.output()));
        return trouble.passing()
                ? new Failure.Later(text, AGAIN, null)
                : new Failure.Never(text, null);
    }

    private Failure failed(Step step, Outcome outcome, MirrorUse fetched, Set<String> blocked) {
        var how = how(outcome);
        var text =
                "The setup %s %s. %s%s%s%s"
                        .formatted(
                                SetupText.command(step.run()),
                                how == null
                                        ? "ended with exit code %d".formatted(outcome.exit())
                                        : how,
                                step.needs() == null
                                        ? "Mend `setup` in .mosaic.yml of the base branch, or what it runs."
                                        : "It was found by the build files: write what to run instead into `setup` of .mosaic.yml on the base branch, or `setup: []` for nothing.",
                                SetupText.blocked(blocked),
                                SetupText.absent(fetched.absent()),
                                SetupText.end(outcome.output()));
        return how == null && outcome.exit() == KILLED
                ? new Failure.Later(text, AGAIN, null)
                : new Failure.Never(text, null);
    }

    /** Null if it ended by itself. */
    private @Nullable String how(Outcome outcome) {
        if (outcome.exceeded() != null) {
            // its room is another than that of all others
            return "was ended: "
                    + outcome.exceeded()
                            .replace(
                                    "mosaic.sandbox.docker.limits.disk",
                                    "mosaic.sandbox.docker.setup.disk");
        }
        return outcome.timedOut()
                ? "was not over after %d minutes (mosaic.sandbox.docker.setup.limit)"
                        .formatted(cache.settings().limit().toMinutes())
                : null;
    }

    private static String name(Blocked attempt) {
        return attempt.target();
    }
}
