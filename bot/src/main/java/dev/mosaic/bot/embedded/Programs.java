package dev.mosaic.bot.embedded;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Starts the programs of the stores, and ends what is left of earlier ones. Blocking. */
final class Programs {
    /** The longest time to wait for the end of a process. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    private static final Duration TICK = Duration.ofMillis(20);
    private static final int SHOWN_OUTPUT = 2_000;

    private Programs() {}

    /** How a program ended. {@code output} is the end of what it printed. */
    record Ended(int exit, String output) {
        boolean well() {
            return exit == 0;
        }
    }

    /**
     * Runs a program to its end; kills it when the limit has passed.
     *
     * @param folder its working directory; also takes its output, because a daemon that it leaves
     *     behind would hold a pipe open for ever
     */
    static Ended run(Path folder, String input, Duration limit, List<String> command)
            throws IOException, InterruptedException {
        var output = Files.createTempFile(folder, "command", ".out");
        var stdin = Files.createTempFile(folder, "command", ".in");
        try {
            Files.writeString(stdin, input);
            var builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectInput(stdin.toFile())
                            .redirectOutput(output.toFile());
            // PGDATA, PGOPTIONS and their like belong to another server
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            var process = builder.start();
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    return new Ended(-1, "no end after " + limit.toSeconds() + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            return new Ended(process.exitValue(), end(output));
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(stdin);
        }
    }

    /**
     * The command line that runs a program as somebody else than root, which PostgreSQL demands. In
     * a user namespace of its own, root's files stay its files, and it is nobody in particular.
     */
    static List<String> unprivileged(Path folder, List<String> command)
            throws IOException, InterruptedException {
        if (!root()) {
            return command;
        }
        if (!run(folder, "", Duration.ofSeconds(10), List.of("unshare", "-U", "true")).well()) {
            throw new Failure.Never(
                    """
                    PostgreSQL refuses to run as root, and this system does not let root step down \
                    (`unshare -U` failed). Start Mosaic as an ordinary user, or use a server of your own: \
                    DATABASE_URL=postgres://user:password@host/database.\
                    """,
                    null);
        }
        var all = new ArrayList<>(List.of("unshare", "-U"));
        all.addAll(command);
        return all;
    }

    /**
     * The process of that number, if it lives and its executable lies below the folder. A number
     * from a file proves nothing: after a crash it may belong to a stranger.
     */
    static Optional<ProcessHandle> ours(long pid, Path folder) {
        return ProcessHandle.of(pid)
                .filter(Programs::lives)
                .filter(process ->
                        process.info()
                                .command()
                                .filter(command -> Path.of(command).startsWith(folder))
                                .isPresent());
    }

    /** The number in the first line of a file; empty if there is no such file or number. */
    static Optional<Long> pid(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .map(String::strip)
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::valueOf);
    }

    /** Asks a process to end, and ends it when it does not. */
    static void end(ProcessHandle process, Duration patience) throws InterruptedException {
        process.destroy();
        if (!ended(process, patience)) {
            process.destroyForcibly();
            ended(process, patience);
        }
    }

    /** True if the process ended within the limit, which is at most {@link #LONGEST_WAIT}. */
    static boolean ended(ProcessHandle process, Duration limit) throws InterruptedException {
        // onExit() looks at what is no child of ours every two seconds only
        return Await.value(
                Flux.interval(Duration.ZERO, TICK)
                        .filter(_ -> !lives(process))
                        .next()
                        .map(_ -> true)
                        .timeout(limit, Mono.just(false)));
    }

    /** False also for one that is dead, but that nobody took note of: as in a container. */
    static boolean lives(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            var stat = Files.readString(Path.of("/proc", "" + process.pid(), "stat"));
            return !stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
        } catch (IOException _) {
            return process.isAlive();
        }
    }

    /** A port that nobody uses at this moment. The next moment somebody may: be ready to retry. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static boolean root() throws IOException {
        var self = Path.of("/proc/self");
        return Files.exists(self) && Files.getAttribute(self, "unix:uid").equals(0);
    }

    private static String end(Path output) throws IOException {
        var text = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
        return text.substring(Math.max(0, text.length() - SHOWN_OUTPUT));
    }
}
