package dev.mosaic.bot.bench;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import dev.mosaic.stitcher.sandbox.Yardstick;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Sandboxes of one kind to measure, and the yardstick beside them. Belongs to the thread that
 * opened it. Whatever was opened is gone when it is closed, and also when the JVM is told to stop.
 */
public final class Bench implements AutoCloseable {
    /** On all that is opened here. No server may have this name. */
    static final String NODE = "mosaic-bench";

    /** In the environment of all commands that run here. */
    static final String MARK = "MOSAIC_BENCH";

    private static final String FORWARDER = "mosaic.sandbox.docker.forwarder";
    private static final URI NO_MODEL = URI.create("http://127.0.0.1:1/llm/bench");
    private static final Duration HEARD = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int LOOKS = 50;

    private final ConfigurableApplicationContext context;
    private final Consumer<String> progress;
    private final Sandbox sandbox;
    private final Yardstick yardstick;
    private final Path folder;
    private final Thread worker = Thread.currentThread();
    private final Thread hook = new Thread(this::stop, "mosaic-bench-end");
    private final CountDownLatch over = new CountDownLatch(1);
    private final String incarnation = UUID.randomUUID().toString();
    private final AtomicInteger numbers = new AtomicInteger();
    private final String engine;

    private Bench(ConfigurableApplicationContext context, Consumer<String> progress)
            throws InterruptedException {
        this.context = context;
        this.progress = progress;
        this.yardstick = context.getBean(Yardstick.class);
        this.sandbox = context.getBean(Sandboxes.class).named(yardstick.name());
        this.folder = context.getBean(SandboxSettings.class).folder().resolve("bench");
        this.engine = yardstick.describe();
    }

    /**
     * What to measure on.
     *
     * @param settings above all others
     * @param verbose the application's log on the console
     * @param progress takes a sentence for each thing that takes a while
     */
    public record Options(
            Map<String, String> settings, boolean verbose, Consumer<String> progress) {
        public Options {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * Finds engine and image, and ends what an earlier bench left when it was killed.
     *
     * @throws Failure with one sentence that names the setting, if there is no engine or no image
     */
    public static Bench open(Options options) throws InterruptedException {
        var context = SandboxRoom.open(options.settings(), options.verbose());
        try {
            var bench = new Bench(context, options.progress());
            bench.begin();
            return bench;
        } catch (BeansException e) {
            context.close();
            throw SandboxRoom.explained(e);
        } catch (RuntimeException | InterruptedException e) {
            context.close();
            throw e;
        }
    }

    private void begin() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            sandbox.sweep(NODE, "");
            removeFolder();
            Files.createDirectories(folder);
        } catch (IOException e) {
            close();
            throw new Failure.Never(
                    "There is no folder to measure in: %s. Let mosaic.sandbox.folder name one that can be written to."
                            .formatted(e),
                    e);
        } catch (RuntimeException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** The engine and the image, in one line. */
    String engine() {
        return engine;
    }

    /** Whether containers can have a way out, so that agents have one beside them. */
    boolean hasForwarder() {
        return !context.getEnvironment().getProperty(FORWARDER, "").isEmpty();
    }

    void tell(String sentence) {
        progress.accept(sentence);
    }

    /** As a run opens one whose agent reaches nothing. */
    Opened open() throws InterruptedException {
        return opened(null);
    }

    /** As a run opens one whose agent reaches a model; there is none at the other end. */
    Opened openWithForwarder() throws InterruptedException {
        return opened(new Network(Set.of(), NO_MODEL, _ -> {}));
    }

    private Opened opened(@Nullable Network network) throws InterruptedException {
        var number = numbers.incrementAndGet();
        var mark = mark(number);
        try {
            var spec =
                    new SandboxSpec(
                            owner(number),
                            new Repository("local", 0, "bench"),
                            Files.createDirectory(folder.resolve(Integer.toString(number))),
                            true,
                            Map.of(MARK, mark),
                            network);
            return new Opened(sandbox.open(spec), mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends with a dot, so that no mark is the beginning of another. */
    private String mark(int number) {
        return incarnation + "-" + number + ".";
    }

    /** A container of the same image without anything of Mosaic. */
    Yardstick.Bare startBare(String... argv) throws InterruptedException {
        return yardstick.start(owner(numbers.incrementAndGet()), List.of(argv));
    }

    /**
     * How many containers of this bench run on, as the engine knows. It hears of an end later than
     * the kernel shows it, the more so on a busy machine; what lives is there after a while too.
     */
    int running() throws InterruptedException {
        var deadline = System.nanoTime() + HEARD.toNanos();
        var running = yardstick.running(NODE);
        while (running > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            running = yardstick.running(NODE);
        }
        return running;
    }

    private Owner owner(int number) {
        return new Owner(NODE, incarnation, "bench", 0, Integer.toString(number));
    }

    /** The JVM was told to stop; it does not end before this returns. */
    private void stop() {
        worker.interrupt();
        try {
            if (!over.await(END.toSeconds(), TimeUnit.SECONDS)) {
                cleanUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            cleanUp();
        } finally {
            over.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // it is what waits for us
            }
            context.close();
        }
    }

    /** Removes all containers and folders; an interrupt does not end that. */
    private void cleanUp() {
        var interrupted = Thread.interrupted();
        try {
            var quiet = 0;
            // one that the engine was still making when its maker was interrupted comes later
            for (var look = 0; look < LOOKS && quiet < (interrupted ? 3 : 1); look++) {
                if (sandbox.sweep(NODE, "") > 0 || yardstick.present(NODE) > 0) {
                    quiet = 0;
                } else {
                    quiet++;
                }
                if (interrupted || quiet == 0) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
            removeFolder();
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (Failure | IOException e) {
            tell(
                    "Containers with the label mosaic.node=%s may be left: %s"
                            .formatted(NODE, e.getMessage()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void removeFolder() throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // there is none
        }
    }

    /**
     * One that was opened.
     *
     * @param mark in the environment of its commands, and of nobody else's
     */
    record Opened(SandboxHandle handle, String mark) implements AutoCloseable {
        @Override
        public void close() {
            handle.close();
        }
    }
}
