package dev.mosaic.stitcher.sandbox;

import dev.mosaic.stitcher.failure.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A sandbox of which something survives until it dies. */
public final class Undying implements Sandbox {
    public volatile int opened;
    public volatile int kills;
    public volatile int looks;
    public volatile boolean dies;
    public volatile boolean breaks;
    public volatile boolean away;
    public volatile CountDownLatch opens = new CountDownLatch(0);

    @Override
    public String name() {
        return "process";
    }

    @Override
    public String isolation() {
        return "None.";
    }

    @Override
    public Set<Wall> walls() {
        return Set.of();
    }

    @Override
    public int sweep(String node, String incarnation) {
        looks++;
        if (away) {
            throw new Failure.Later("The engine is away.", Duration.ofSeconds(1), null);
        }
        return 0;
    }

    @Override
    public ReadySetup setUp(Setup asked) throws InterruptedException {
        asked.opened()
                .apply(
                        open(
                                new SandboxSpec(
                                        asked.owner(),
                                        asked.repository(),
                                        Path.of("unused"),
                                        true,
                                        Map.of())))
                .close();
        return ReadySetup.NONE;
    }

    @Override
    public SandboxHandle open(SandboxSpec spec) throws InterruptedException {
        opened++;
        opens.await();
        return new SandboxHandle() {
            @Override
            public Path workdir() {
                return spec.workdir();
            }

            @Override
            public Outcome run(ShellCommand command) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<String> kill() {
                kills++;
                if (breaks) {
                    throw new IllegalStateException("it broke");
                }
                return dies ? List.of() : List.of("process 7");
            }

            @Override
            public void close() {}
        };
    }
}
