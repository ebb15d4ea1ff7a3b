package dev.mosaic.bot.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mosaic.program.QuickStart;
import dev.mosaic.stitcher.failure.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real binaries: each test begins and ends with no server of its own alive. */
class EmbeddedStoresTest {
    @TempDir Path temp;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() throws Exception {
        for (var child : children) {
            child.destroyForcibly().waitFor();
        }
        for (var pid : serverPids()) {
            for (var process : Programs.ours(pid, folder()).stream().toList()) {
                Programs.end(process, Programs.LONGEST_WAIT);
            }
        }
    }

    @Test
    void dataOutlivesARestart() throws Exception {
        ReadyHome.copyTo(folder());
        try (var home = home();
                var postgres = EmbeddedStores.postgres(home, _ -> {})) {
            execute(postgres.url(), "create table kept as select 42 as answer");
        }

        try (var home = home();
                var postgres = EmbeddedStores.postgres(home, _ -> {})) {
            assertThat(query(postgres.url(), "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void closingLeavesNoServerBehind() throws Exception {
        ReadyHome.copyTo(folder());
        try (var home = home();
                var postgres = EmbeddedStores.postgres(home, _ -> {});
                var redis = EmbeddedStores.redis(home, _ -> {})) {
            assertThat(serverPids()).hasSize(2).allMatch(pid -> alive(pid));
            assertThat(List.of(postgres.url(), redis.url())).doesNotHaveDuplicates();
        }

        assertThat(serverPids()).noneMatch(pid -> alive(pid));
        assertThat(folder().resolve("redis/redis.pid")).doesNotExist();
        assertThat(folder().resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void postgresIsDurableAndTheRightOne() throws Exception {
        ReadyHome.copyTo(folder());
        try (var home = home();
                var postgres = EmbeddedStores.postgres(home, _ -> {})) {
            assertThat(query(postgres.url(), "show server_version")).startsWith("18");
            assertThat(query(postgres.url(), "show fsync")).isEqualTo("on");
            assertThat(query(postgres.url(), "show full_page_writes")).isEqualTo("on");
            assertThat(query(postgres.url(), "show server_encoding")).isEqualTo("UTF8");
            assertThat(query(postgres.url(), "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(postgres.url(), "show unix_socket_directories")).isEmpty();
        }
    }

    @Test
    void nobodyGetsInWithoutThePassword() throws Exception {
        ReadyHome.copyTo(folder());
        try (var home = home();
                var postgres = EmbeddedStores.postgres(home, _ -> {});
                var redis = EmbeddedStores.redis(home, _ -> {})) {
            var guessed = postgres.url().replaceFirst("mosaic:[^@]*@", "mosaic:guess@");
            assertThatThrownBy(() -> query(guessed, "select 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(ask(redis.url(), "PING")).startsWith("-NOAUTH");
            assertThat(Files.getPosixFilePermissions(folder().resolve("postgres/password")))
                    .hasSize(2);
            assertThat(Files.getPosixFilePermissions(folder().resolve("redis/redis.conf")))
                    .hasSize(2);
        }
    }

    @Test
    void storesOfAKilledProcessAreReplacedAndTheDataIsStillThere() throws Exception {
        ReadyHome.copyTo(folder());
        var child = child();
        var lines = firstLines(child);
        execute(lines.getFirst(), "create table kept as select 'committed' as word");
        var orphans = serverPids();
        child.destroyForcibly().waitFor();
        assertThat(orphans).hasSize(2).allMatch(pid -> alive(pid));
        var said = new ArrayList<String>();

        try (var home = home();
                var postgres = EmbeddedStores.postgres(home, said::add);
                var redis = EmbeddedStores.redis(home, said::add)) {
            assertThat(query(postgres.url(), "select word from kept")).isEqualTo("committed");
            assertThat(ask(redis.url(), "PING")).startsWith("-NOAUTH");
            assertThat(orphans).noneMatch(pid -> alive(pid));
        }
        assertThat(said)
                .containsExactly(
                        "Stopping the PostgreSQL that an earlier Mosaic left running",
                        "Stopping the Redis that an earlier Mosaic left running");
    }

    @Test
    void storesThatWereKilledThemselvesComeBack() throws Exception {
        ReadyHome.copyTo(folder());
        var child = child();
        execute(firstLines(child).getFirst(), "create table kept as select 'flushed' as word");
        child.destroyForcibly().waitFor();
        for (var pid : serverPids()) {
            var process = Programs.ours(pid, folder()).orElseThrow();
            process.destroyForcibly();
            assertThat(Programs.ended(process, Programs.LONGEST_WAIT)).isTrue();
        }

        try (var home = home();
                var postgres = EmbeddedStores.postgres(home, _ -> {});
                var redis = EmbeddedStores.redis(home, _ -> {})) {
            assertThat(query(postgres.url(), "select word from kept")).isEqualTo("flushed");
            assertThat(ask(redis.url(), "PING")).startsWith("-NOAUTH");
        }
    }

    @Test
    void aStrangerWithTheOldProcessNumberIsLeftAlone() throws Exception {
        ReadyHome.copyTo(folder());
        try (var home = home();
                var postgres = EmbeddedStores.postgres(home, _ -> {})) {
            assertThat(postgres.url()).startsWith("postgres://mosaic:");
        }
        var stranger = new ProcessBuilder("sleep", "600").start();
        children.add(stranger);
        Files.writeString(
                folder().resolve("postgres/data/postmaster.pid"),
                stranger.pid() + "\n/somewhere\n0\n5432\n\n127.0.0.1\n0 0\nready\n");
        Files.createDirectories(folder().resolve("redis"));
        Files.writeString(folder().resolve("redis/redis.pid"), stranger.pid() + "\n");

        try (var home = home();
                var postgres = EmbeddedStores.postgres(home, _ -> {});
                var redis = EmbeddedStores.redis(home, _ -> {})) {
            assertThat(query(postgres.url(), "select 1")).isEqualTo("1");
            assertThat(redis.url()).startsWith("redis://");
        }
        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void aHalfMadeDatabaseIsMadeAnew() throws Exception {
        Files.createDirectories(folder().resolve("postgres/data.new/base"));
        Files.writeString(folder().resolve("postgres/data.new/PG_VERSION"), "18\n");
        Files.createDirectories(folder().resolve("postgres/program.new/bin"));

        try (var home = home();
                var postgres = EmbeddedStores.postgres(home, _ -> {})) {
            assertThat(query(postgres.url(), "select 1")).isEqualTo("1");
        }
        assertThat(folder().resolve("postgres/data.new")).doesNotExist();
    }

    @Test
    void dataOfAnotherMajorVersionIsRefusedUntouched() throws Exception {
        Files.createDirectories(folder().resolve("postgres/data"));
        Files.writeString(folder().resolve("postgres/data/PG_VERSION"), "17\n");

        try (var home = home()) {
            assertThatThrownBy(() -> EmbeddedStores.postgres(home, _ -> {}))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("was made by PostgreSQL 17")
                    .hasMessageContaining("MOSAIC_HOME=");
        }
        assertThat(folder().resolve("postgres/data/PG_VERSION")).hasContent("17");
    }

    @Test
    void aLongLogIsPutAside() throws Exception {
        Files.createDirectories(folder().resolve("logs"));
        try (var file =
                new java.io.RandomAccessFile(folder().resolve("logs/redis.log").toFile(), "rw")) {
            file.setLength(11L * 1024 * 1024);
        }

        try (var home = home();
                var redis = EmbeddedStores.redis(home, _ -> {})) {
            assertThat(redis.url()).startsWith("redis://");
        }
        assertThat(folder().resolve("logs/redis.log.1")).hasSize(11L * 1024 * 1024);
        assertThat(folder().resolve("logs/redis.log")).isNotEmptyFile();
    }

    @Test
    void aSecondProcessIsRefusedWithThePidOfTheFirst() throws Exception {
        ReadyHome.copyTo(folder());
        var child = child();
        firstLines(child);

        assertThatThrownBy(this::home)
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("already runs on " + folder())
                .hasMessageContaining("kill " + child.pid())
                .hasMessageContaining("MOSAIC_HOME=/another/folder PORT=3002");

        child.getOutputStream().close();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
        home().close();
    }

    /** Every path here has a space and a letter beyond ASCII in it. */
    private Path folder() {
        return temp.resolve("my höme");
    }

    private MosaicHome home() {
        return MosaicHome.open(folder().toString());
    }

    private Process child() throws IOException {
        var builder = new ProcessBuilder(QuickStart.of(StoresProgram.class.getName(), List.of()));
        builder.command().add(folder().toString());
        var child = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        children.add(child);
        return child;
    }

    /** The addresses that the child prints when its stores answer. */
    private static List<String> firstLines(Process child) throws IOException {
        var reader =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        var lines = List.of(reader.readLine(), reader.readLine());
        assertThat(lines.getFirst()).startsWith("postgres://");
        assertThat(lines.getLast()).startsWith("redis://");
        return lines;
    }

    private List<Long> serverPids() throws IOException {
        var pids = new ArrayList<Long>();
        for (var file : List.of("postgres/data/postmaster.pid", "redis/redis.pid")) {
            Programs.pid(folder().resolve(file)).ifPresent(pids::add);
        }
        return pids;
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(Programs::lives).isPresent();
    }

    private static void execute(String url, String sql) throws SQLException {
        try (var connection = connect(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(String url, String sql) throws SQLException {
        try (var connection = connect(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Connection connect(String url) throws SQLException {
        var uri = URI.create(url);
        var user = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d%s".formatted(uri.getPort(), uri.getPath()),
                user[0],
                user[1]);
    }

    private static String ask(String url, String command) throws IOException {
        var uri = URI.create(url);
        assumeThat(uri.getHost()).isEqualTo("127.0.0.1");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
