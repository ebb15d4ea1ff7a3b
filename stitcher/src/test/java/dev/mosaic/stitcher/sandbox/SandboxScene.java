package dev.mosaic.stitcher.sandbox;

import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.sandbox.SandboxHandle.Outcome;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;

/** What tests of sandboxes share. */
public abstract class SandboxScene {
    protected static final String NODE = "node-" + UUID.randomUUID();
    protected static final Duration LONG = Duration.ofSeconds(40);

    protected static final Repository REPOSITORY = new Repository("local", 1, "team/app");

    @TempDir protected Path workdir;

    protected abstract Sandbox sandbox();

    protected SandboxHandle open() throws InterruptedException {
        return open(Map.of());
    }

    protected SandboxHandle open(Map<String, String> environment) throws InterruptedException {
        return sandbox().open(spec(new Owner(NODE, "now", "job", 1, "agent"), environment));
    }

    protected Outcome run(String line) throws InterruptedException {
        try (var place = open()) {
            return place.run(ShellCommand.line(line, LONG));
        }
    }

    protected static ShellCommand command(List<String> argv) {
        return new ShellCommand(argv, "", LONG, 1 << 20, _ -> {});
    }

    protected static CompletableFuture<Outcome> inBackground(
            SandboxHandle place, ShellCommand command) {
        var result = new CompletableFuture<Outcome>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        result.complete(place.run(command));
                    } catch (InterruptedException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }

    /** A command that makes a file grow for as long as it lives. */
    protected static String ticking(String file) {
        return "(while :; do echo x >> " + file + "; sleep 0.02; done)";
    }

    protected void ticks(String file) {
        var before = size(file);
        await().atMost(LONG).until(() -> size(file) > before);
    }

    protected void standsStill(String file) {
        var before = size(file);
        await().during(Duration.ofMillis(250)).atMost(LONG).until(() -> size(file) == before);
    }

    /** As soon as it grows no more, which need not be now. */
    protected void comesToRest(String file) {
        var last = new AtomicLong(-1);
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    var now = size(file);
                    return last.getAndSet(now) == now;
                });
    }

    private long size(String file) {
        try {
            var path = workdir.resolve(file);
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    protected SandboxSpec spec(Owner owner, Map<String, String> environment) {
        return new SandboxSpec(owner, REPOSITORY, workdir, true, environment);
    }
}
