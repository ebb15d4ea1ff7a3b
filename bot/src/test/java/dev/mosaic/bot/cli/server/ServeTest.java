package dev.mosaic.bot.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.bot.embedded.ReadyHome;
import dev.mosaic.program.QuickStart;
import dev.mosaic.stitcher.testkit.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mosaic serve} as a process of its own, with real stores and a tiny application. */
class ServeTest {
    private static final Duration LIMIT = Duration.ofSeconds(240);

    @TempDir Path temp;

    private final List<Process> started = new ArrayList<>();
    private final int port = FreePorts.next();

    @AfterEach
    void endWhatIsLeft() throws Exception {
        for (var process : started) {
            process.destroyForcibly().waitFor();
        }
        for (var pid : storePids()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aPipeIsWorkedOffAndItsEndIsTheEnd() throws Exception {
        var mosaic = serve(input("one\ntwo\n"), "serve", "--sandbox=docker");

        assertThat(exit(mosaic)).isZero();
        assertThat(out())
                .contains("Mosaic answers at http://127.0.0.1:" + port)
                .contains("Data and logs are in " + home())
                .contains("say `@mosaic help`")
                .contains("works in docker\nheard one\nheard two\n")
                .contains("this is for people too")
                .doesNotContain("this is for the file only")
                .doesNotContain("Spring");
        assertThat(home().resolve("logs/mosaic.log"))
                .content()
                .contains("this is for the file only");
        assertThat(storePids()).isEmpty();
        assertThat(nobodyListens()).isTrue();
    }

    @Test
    void withoutInputItServesUntilItIsStopped() throws Exception {
        ReadyHome.copyTo(home());
        var mosaic = serve(new File("/dev/null"));
        awaitReady(mosaic);
        await().atMost(LIMIT).until(() -> out().contains("this is for people too"));
        assertThat(mosaic.waitFor(2, TimeUnit.SECONDS)).isFalse();
        var stores = storePids();
        assertThat(stores).hasSize(2);

        mosaic.destroy();

        assertThat(exit(mosaic)).isEqualTo(143);
        awaitEnd(stores);
    }

    @Test
    void withoutAPromptInputIsNotRead() throws Exception {
        ReadyHome.copyTo(home());
        var mosaic = serve(input("one\n"), "serve", "--no-prompt");
        awaitReady(mosaic);

        mosaic.destroy();

        assertThat(exit(mosaic)).isEqualTo(143);
        assertThat(out()).doesNotContain("heard");
    }

    @Test
    void afterAKillTheNextStartWorksAndNothingIsLeftOver() throws Exception {
        ReadyHome.copyTo(home());
        var mosaic = serve(new File("/dev/null"));
        awaitReady(mosaic);
        var orphans = storePids();
        mosaic.destroyForcibly();
        exit(mosaic);
        assertThat(orphans).hasSize(2).allMatch(pid -> ProcessHandle.of(pid).isPresent());

        assertThat(exit(serve(input("again\n")))).isZero();
        assertThat(out()).contains("heard again");
        awaitEnd(orphans);
    }

    @Test
    void aTakenPortIsOneSentenceAndCostsNothing() throws Exception {
        try (var taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(exit(serve(new File("/dev/null")))).isEqualTo(1);
            assertThat(taken.isBound()).isTrue();
        }
        assertThat(err())
                .isEqualTo(
                        "mosaic: Port %d is in use by another program. End that one, or choose another port: PORT=%d.\n"
                                .formatted(port, port + 1));
        assertThat(home().resolve("postgres")).doesNotExist();
    }

    @Test
    void anApplicationThatDoesNotStartIsOneSentenceAndTheLogKnowsMore() throws Exception {
        ReadyHome.copyTo(home());
        var builder = builder(new File("/dev/null"));
        builder.environment().put("TROUBLE", "yes");

        assertThat(exit(start(builder))).isEqualTo(1);
        assertThat(err())
                .contains("mosaic: Mosaic could not start: mosaic.some.setting is not set: set it.")
                .contains(home().resolve("logs/mosaic.log").toString())
                .doesNotContain("\tat ");
        assertThat(out()).isEmpty();
        assertThat(home().resolve("logs/mosaic.log")).content().contains("\tat ");
        assertThat(storePids()).isEmpty();
    }

    @Test
    void aDatabaseOfYourOwnThatDoesNotAnswerIsOneSentence() throws Exception {
        var builder = builder(new File("/dev/null"));
        builder.environment()
                .put("DATABASE_URL", "postgres://me:hunter2@127.0.0.1:%d/mine".formatted(port));

        assertThat(exit(start(builder))).isEqualTo(1);
        assertThat(err())
                .contains("The database 127.0.0.1:%d/mine cannot be used".formatted(port))
                .contains("DATABASE_URL")
                .doesNotContain("hunter2")
                .doesNotContain("\tat ");
        assertThat(home().resolve("postgres")).doesNotExist();
    }

    @Test
    void aPortThatIsNoneIsOneSentence() throws Exception {
        var builder = builder(new File("/dev/null"));
        builder.environment().put("PORT", "eighty");

        assertThat(exit(start(builder))).isEqualTo(1);
        assertThat(err()).contains("PORT is eighty, which is no port");
    }

    private Process serve(File input, String... words) throws IOException {
        return start(builder(input, words));
    }

    private ProcessBuilder builder(File input, String... words) {
        var builder = new ProcessBuilder(QuickStart.of("dev.tinymosaic.TinyMosaic", List.of()));
        builder.command().addAll(List.of(words));
        builder.redirectInput(input);
        builder.environment().keySet().removeAll(List.of("DATABASE_URL", "VALKEY_URL"));
        builder.environment().put("MOSAIC_HOME", home().toString());
        builder.environment().put("PORT", Integer.toString(port));
        // the tiny application has none of the parts whose health is asked for
        builder.environment().put("MANAGEMENT_ENDPOINT_HEALTH_VALIDATEGROUPMEMBERSHIP", "false");
        return builder;
    }

    private Process start(ProcessBuilder builder) throws IOException {
        var process =
                builder.redirectOutput(temp.resolve("out").toFile())
                        .redirectError(temp.resolve("err").toFile())
                        .start();
        started.add(process);
        return process;
    }

    private void awaitReady(Process mosaic) {
        await().atMost(LIMIT)
                .failFast(() -> !mosaic.isAlive())
                .until(() -> out().contains("Mosaic answers at"));
    }

    /** The system may take note of an ended process a little later. */
    private static void awaitEnd(List<Long> pids) {
        await().atMost(LIMIT)
                .until(() -> pids.stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
    }

    private int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private File input(String text) throws IOException {
        return Files.writeString(temp.resolve("in"), text).toFile();
    }

    private String out() throws IOException {
        return Files.readString(temp.resolve("out"));
    }

    private String err() throws IOException {
        return Files.readString(temp.resolve("err"));
    }

    private Path home() {
        return temp.resolve("home");
    }

    private List<Long> storePids() throws IOException {
        var pids = new ArrayList<Long>();
        for (var name : List.of("postgres/data/postmaster.pid", "redis/redis.pid")) {
            var file = home().resolve(name);
            if (Files.exists(file)) {
                pids.add(Long.valueOf(Files.readAllLines(file).getFirst().strip()));
            }
        }
        return pids;
    }

    private boolean nobodyListens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException _) {
            return true;
        }
    }
}
