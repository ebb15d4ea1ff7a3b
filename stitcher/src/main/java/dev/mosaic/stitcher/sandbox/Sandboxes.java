package dev.mosaic.stitcher.sandbox;

import dev.mosaic.stitcher.failure.Failure;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The kinds of sandbox of this instance by their names, and the one register of what is open: every
 * sandbox of a job, whoever opened it, until it is proven gone.
 */
@Component
public final class Sandboxes {
    private final Map<String, Sandbox> byName = new TreeMap<>();
    private final SandboxSettings settings;
    private final Set<FoundByJob> open = ConcurrentHashMap.newKeySet();

    public Sandboxes(List<Sandbox> sandboxes, SandboxSettings settings) {
        this.settings = settings;
        for (var sandbox : sandboxes) {
            if (byName.put(sandbox.name(), sandbox) != null) {
                throw new IllegalStateException("two sandboxes are called " + sandbox.name());
            }
        }
    }

    /** The kind that the settings name; {@link Failure.Never} if there is none of that name. */
    public Sandbox configured() {
        return named(settings.kind());
    }

    /** {@link Failure.Never} if there is none of that name. */
    public Sandbox named(String name) {
        var sandbox = byName.get(name);
        if (sandbox == null) {
            throw new Failure.Never(
                    "There is no sandbox `%s` here. Set mosaic.sandbox.kind to one of: %s."
                            .formatted(name, String.join(", ", byName.keySet())),
                    null);
        }
        return sandbox;
    }

    public List<Sandbox> all() {
        return List.copyOf(byName.values());
    }

    /**
     * Opens one of the configured kind, as {@link Sandbox#open}, that {@link #of} finds by its job:
     * until it is killed or closed, and afterwards as long as something of it could not be ended.
     */
    public SandboxHandle open(SandboxSpec spec) throws InterruptedException {
        return new FoundByJob(spec.owner().job(), configured().open(spec));
    }

    /** As {@link Sandbox#setUp}, of the configured kind; {@link #of} finds what runs for it. */
    public ReadySetup setUp(Setup asked) throws InterruptedException {
        return configured()
                .setUp(
                        new Setup(
                                asked.owner(),
                                asked.repository(),
                                asked.recipe(),
                                asked.checkout(),
                                asked.progress(),
                                handle -> new FoundByJob(asked.owner().job(), handle)));
    }

    /** What was opened for a job and did not end, whether somebody tried to end it or not. */
    public List<SandboxHandle> of(String job) {
        return open.stream()
                .filter(it -> it.job.equals(job))
                .map(SandboxHandle.class::cast)
                .toList();
    }

    /** What of a job was killed or closed, and is not gone. */
    public List<SandboxHandle> undeadOf(String job) {
        return open.stream()
                .filter(it -> it.job.equals(job) && it.doomed)
                .map(SandboxHandle.class::cast)
                .toList();
    }

    private final class FoundByJob implements SandboxHandle {
        private final String job;
        private final SandboxHandle handle;
        private volatile boolean doomed;

        FoundByJob(String job, SandboxHandle handle) {
            this.job = job;
            this.handle = handle;
            open.add(this);
        }

        @Override
        public Path workdir() {
            return handle.workdir();
        }

        @Override
        public @Nullable URI server() {
            return handle.server();
        }

        @Override
        public Outcome run(ShellCommand command) throws InterruptedException {
            return handle.run(command);
        }

        @Override
        public boolean ask(Signal signal) {
            return handle.ask(signal);
        }

        @Override
        public List<String> kill() {
            // who asks meanwhile must not take it for gone
            doomed = true;
            var survivors = handle.kill();
            if (survivors.isEmpty()) {
                open.remove(this);
            }
            return survivors;
        }

        @Override
        public void close() {
            kill();
            handle.close();
        }
    }
}
