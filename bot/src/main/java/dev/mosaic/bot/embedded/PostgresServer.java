package dev.mosaic.bot.embedded;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * PostgreSQL on the data of one folder: {@code program-*} holds the server, {@code data} the
 * cluster, {@code password} the password of its one user.
 *
 * <p>The server is started by {@code pg_ctl}, which gives it a session of its own. It listens on
 * 127.0.0.1 only and asks for the password there too; it has no Unix socket.
 */
final class PostgresServer implements AutoCloseable {
    static final String NAME = "mosaic";
    private static final String MAJOR = "18";
    private static final int STARTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path folder;
    private final Path data;
    private final Path log;
    private Path program = Path.of("");
    private int port;

    private PostgresServer(Path folder, Path log) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.log = log;
    }

    /**
     * Starts the server, on a new cluster if there is none. What a killed Mosaic left running on
     * the same data is stopped first.
     *
     * @param log where the server writes its own log
     */
    static PostgresServer start(Path folder, Path log, Consumer<String> progress)
            throws IOException, InterruptedException {
        var server = new PostgresServer(folder, log);
        server.program = Binaries.postgres(folder);
        server.endLeftover(progress);
        if (Files.exists(server.data)) {
            server.checkVersion();
        } else {
            progress.accept("Making a PostgreSQL database below " + folder);
            server.initialise();
        }
        server.start();
        return server;
    }

    /** {@code postgres://} with user and password. */
    String url() {
        try {
            return "postgres://%s:%s@127.0.0.1:%d/%s"
                    .formatted(NAME, Files.readString(passwordFile()).strip(), port, NAME);
        } catch (IOException e) {
            throw new Failure.Never(
                    "The password of the embedded PostgreSQL cannot be read from %s: %s."
                            .formatted(passwordFile(), e.getMessage()),
                    e);
        }
    }

    /** Ends the sessions and the server; nothing that was committed is lost. */
    @Override
    public void close() {
        try {
            var process = Programs.pid(pidFile()).flatMap(pid -> Programs.ours(pid, folder));
            if (!control("stop", "-m", "fast", "-w", "-t", "20").well()) {
                control("stop", "-m", "immediate", "-w", "-t", "20");
            }
            // pg_ctl waits for the process file alone
            if (process.isPresent() && !Programs.ended(process.get(), Programs.LONGEST_WAIT)) {
                process.get().destroyForcibly();
            }
        } catch (IOException e) {
            throw new Failure.Never(
                    "The embedded PostgreSQL could not be stopped: " + e.getMessage(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() throws IOException, InterruptedException {
        var ended = new Programs.Ended(-1, "");
        for (var attempt = 0; attempt < STARTS; attempt++) {
            port = Programs.freePort();
            // rows of a queue die by thousands in the minute that a server leaves them by default
            var options =
                    "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c autovacuum_naptime=15s"
                            .formatted(port);
            ended =
                    control(
                            "start",
                            "-w",
                            "-t",
                            Long.toString(PATIENCE.toSeconds()),
                            "-l",
                            log.toString(),
                            "-o",
                            options);
            if (ended.well()) {
                return;
            }
        }
        throw new Failure.Never(
                "The embedded PostgreSQL did not start (%s). Its log says why: %s"
                        .formatted(ended.output().replaceAll("\\s+", " "), log),
                null);
    }

    /** Made aside and moved into place, so that a crash in between leaves nothing half-done. */
    private void initialise() throws IOException, InterruptedException {
        var draft = folder.resolve("data.new");
        PrivateFiles.delete(draft);
        PrivateFiles.write(passwordFile(), PrivateFiles.newPassword() + "\n");
        succeed(
                "",
                List.of(
                        program("initdb"),
                        "--pgdata=" + draft,
                        "--username=" + NAME,
                        "--auth=scram-sha-256",
                        "--pwfile=" + passwordFile(),
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions"));
        succeed(
                "create database " + NAME + "\n",
                List.of(program("postgres"), "--single", "-D", draft.toString(), "postgres"));
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void checkVersion() throws IOException {
        var file = data.resolve("PG_VERSION");
        var version = Files.exists(file) ? Files.readString(file).strip() : "unknown";
        if (!version.equals(MAJOR)) {
            throw new Failure.Never(
                    """
                    The data in %s was made by PostgreSQL %s, and this Mosaic brings PostgreSQL %s. \
                    Start the Mosaic that made it, or choose an empty folder: MOSAIC_HOME=/some/folder.\
                    """
                            .formatted(data, version, MAJOR),
                    null);
        }
    }

    private void endLeftover(Consumer<String> progress) throws IOException, InterruptedException {
        var pid = Programs.pid(pidFile());
        if (pid.isEmpty() || ProcessHandle.of(pid.get()).isEmpty()) {
            // a number of nobody: PostgreSQL itself checks for left-over memory and then goes on
            return;
        }
        var leftover = Programs.ours(pid.get(), folder);
        if (leftover.isEmpty()) {
            // a stranger got the number meanwhile, and PostgreSQL would take it for a server
            Files.deleteIfExists(pidFile());
            return;
        }
        progress.accept("Stopping the PostgreSQL that an earlier Mosaic left running");
        close();
    }

    private Programs.Ended control(String action, String... options)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program("pg_ctl"), action, "-D", data.toString()));
        command.addAll(List.of(options));
        return Programs.run(
                folder,
                "",
                PATIENCE.plusSeconds(10),
                Programs.unprivileged(folder, List.copyOf(command)));
    }

    private void succeed(String input, List<String> command)
            throws IOException, InterruptedException {
        var ended = Programs.run(folder, input, PATIENCE, Programs.unprivileged(folder, command));
        if (!ended.well()) {
            throw new Failure.Never(
                    """
                    The embedded PostgreSQL could not make its database in %s: %s. Mend that, or choose \
                    another place: MOSAIC_HOME=/some/folder.\
                    """
                            .formatted(folder, ended.output().replaceAll("\\s+", " ")),
                    null);
        }
    }

    private String program(String name) {
        return program.resolve("bin").resolve(name + Binaries.suffix()).toString();
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }

    private Path passwordFile() {
        return folder.resolve("password");
    }
}
