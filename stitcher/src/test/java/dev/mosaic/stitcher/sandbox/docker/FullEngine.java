package dev.mosaic.stitcher.sandbox.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A Docker engine of the test's own, whose data lies on a small disk in memory that is full when a
 * test says so. The disk is mounted in a namespace that ends with the engine.
 */
public final class FullEngine implements AutoCloseable {
    private static final String NOT_TESTED = "A FULL CONTAINER ENGINE IS NOT TESTED: ";
    private static final Duration START = Duration.ofSeconds(90);
    private static final int LARGE = 1 << 20;
    private static final int SMALL = 1 << 9;

    /** With the bridge that engines share: one that has none takes it away from all the others. */
    private static final String BEGIN =
            """
            mount -t tmpfs -o size=96m tmpfs "$1/data" && exec dockerd \
                --host "unix://$1/socket" --data-root "$1/data" --exec-root "$1/exec" --pidfile "$1/pid" \
                --iptables=false --ip6tables=false\
            """;

    private final Path folder;
    private final Process process;

    private FullEngine(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /**
     * Starts one that has room. The test is skipped where nobody may mount, or there is none to
     * start.
     *
     * @param folder an empty one with a short name
     */
    public static FullEngine start(Path folder) throws Exception {
        var data = Files.createDirectory(folder.resolve("data"));
        assumeTrue(
                ends("dockerd", "--version"),
                NOT_TESTED + "there is no `dockerd` on the PATH here");
        assumeTrue(
                ends(
                        "unshare",
                        "--mount",
                        "--net",
                        "mount",
                        "-t",
                        "tmpfs",
                        "tmpfs",
                        data.toString()),
                NOT_TESTED + "this needs root and the right to mount");
        var process =
                new ProcessBuilder("unshare", "--mount", "sh", "-c", BEGIN, "sh", folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(folder.resolve("log").toFile()))
                        .start();
        var engine = new FullEngine(folder, process);
        Awaitility.await("an engine of its own")
                .atMost(START)
                .until(() -> engine.answers() || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError(Files.readString(folder.resolve("log")));
        }
        return engine;
    }

    private static boolean ends(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return new Daemon(host())
                    .ask("ping", Duration.ofSeconds(5), client -> client.pingCmd().exec() == null);
        } catch (Failure e) {
            return false;
        }
    }

    String host() {
        return "unix://" + folder.resolve("socket");
    }

    /** Where it keeps its data, as it sees it. */
    public Path data() {
        return folder.resolve("data");
    }

    /** Settings for containers of this engine, as {@code name=value}. */
    public String[] settings() {
        return new String[] {
            "mosaic.sandbox.kind=docker",
            "mosaic.sandbox.docker.host=" + host(),
            "mosaic.sandbox.docker.image=" + TestImage.small(host()),
            "mosaic.sandbox.docker.forwarder=" + TestImage.forwarder(host())
        };
    }

    /** Leaves not a single byte; again, if something was removed since. */
    public void fill() {
        try (var file =
                Files.newByteChannel(
                        filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (var size = LARGE; size >= SMALL; size /= 2) {
                write(file, size);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(SeekableByteChannel file, int size) {
        try {
            while (file.write(ByteBuffer.allocate(size)) == size) {
                // there is more room
            }
        } catch (IOException e) {
            // there is none of this size
        }
    }

    public void makeRoom() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Only the engine sees its disk at its place. */
    private Path filler() {
        return Path.of("/proc/%d/root%s/filler".formatted(process.pid(), data()));
    }

    /**
     * All that it has but images, and what every engine has: each container, volume and network.
     */
    public List<String> holds() {
        return LocalEngine.ask(
                host(),
                client -> {
                    var all = new ArrayList<String>();
                    client.listContainersCmd().withShowAll(true).exec().stream()
                            .map(Container::getId)
                            .forEach(all::add);
                    client.listNetworksCmd().exec().stream()
                            .map(Network::getName)
                            .filter(it -> !List.of("none", "host", "bridge").contains(it))
                            .forEach(all::add);
                    Objects.requireNonNullElse(
                                    client.listVolumesCmd().exec().getVolumes(), List.of())
                            .forEach(it -> all.add(it.toString()));
                    return all;
                });
    }

    @Override
    public void close() throws Exception {
        makeRoom();
        process.destroy();
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
