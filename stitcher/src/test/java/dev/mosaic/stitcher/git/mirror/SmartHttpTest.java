package dev.mosaic.stitcher.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.GitSettings;
import dev.mosaic.stitcher.git.Push;
import dev.mosaic.stitcher.git.Remote;
import dev.mosaic.stitcher.git.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** The way to a real forge: smart HTTP, served by the git that is installed here. */
@EnabledIf("gitIsInstalled")
class SmartHttpTest {
    private static final String BRANCH = "mosaic/1-x";

    @TempDir Path dir;
    private Origin origin;
    private SmartHttp server;
    private int works;

    static boolean gitIsInstalled() {
        try {
            var git = new ProcessBuilder("git", "http-backend").redirectErrorStream(true).start();
            git.getOutputStream().close();
            var said = new String(git.getInputStream().readAllBytes());
            git.waitFor();
            return !said.contains("not a git command");
        } catch (IOException | InterruptedException _) {
            return false;
        }
    }

    @BeforeEach
    void serve() throws IOException {
        origin = Origin.with(dir.resolve("served/o.git"), Map.of("a.txt", "a\n", "b.txt", "b\n"));
        server = new SmartHttp(dir.resolve("served"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theWholeWayLeavesNoTraceOfTheCredential() throws IOException {
        var mirror = mirror();
        var base = mirror.branch("main").orElseThrow();
        var ours = change(mirror, base, "one");

        assertThat(mirror.push(ours, BRANCH, null)).isEqualTo(new Push.Done());
        assertThat(origin.head(BRANCH)).isEqualTo(ours.hex());
        mirror.fetch();
        assertThat(mirror.branch(BRANCH)).contains(ours);
        assertThat(filesWith(dir.resolve("mirrors"), SmartHttp.PASSWORD)).isEmpty();
    }

    @Test
    void anEmptyRepositoryHasNoBranch() throws IOException {
        Origin.empty(dir.resolve("served/empty.git"));

        var mirror = mirrors().open(server.remote("empty.git"));

        assertThat(mirror.branch("main")).isEmpty();
    }

    @Test
    void aBranchThatMovedIsLeftAlone() throws IOException {
        var mirror = mirror();
        var base = mirror.branch("main").orElseThrow();
        var first = change(mirror, base, "one");
        mirror.push(first, BRANCH, null);
        var human = origin.commit(BRANCH, Map.of("a.txt", "human\n"));

        assertThat(mirror.push(change(mirror, base, "two"), BRANCH, first))
                .isEqualTo(new Push.Moved(human));
        assertThat(mirror.push(change(mirror, base, "three"), BRANCH, human))
                .isEqualTo(new Push.Done());
    }

    @Test
    void aBranchThatMovesBetweenLookAndPushIsLeftAlone() throws IOException {
        var mirror = mirror();
        var base = mirror.branch("main").orElseThrow();
        var first = change(mirror, base, "one");
        mirror.push(first, BRANCH, null);
        var human = new AtomicReference<CommitSha>();
        server.intercept =
                exchange -> {
                    if (exchange.getRequestURI().getPath().endsWith("/git-receive-pack")
                            && human.get() == null) {
                        human.set(moveBranch());
                    }
                    return false;
                };

        var end = mirror.push(change(mirror, base, "two"), BRANCH, first);

        assertThat(end).isEqualTo(new Push.Moved(human.get()));
        assertThat(origin.head(BRANCH)).isEqualTo(human.get().hex());
    }

    @Test
    void aPushWhoseAnswerWasLostIsDoneAtTheNextTry() throws IOException {
        var mirror = mirror();
        var ours = change(mirror, mirror.branch("main").orElseThrow(), "one");
        server.loseAnswers = true;
        assertThat(catchThrowable(() -> mirror.push(ours, BRANCH, null)))
                .isInstanceOf(Failure.Later.class);
        assertThat(origin.head(BRANCH)).isEqualTo(ours.hex());
        server.loseAnswers = false;

        assertThat(mirror.push(ours, BRANCH, null)).isEqualTo(new Push.Done());
    }

    @Test
    void aHookOfTheServerRejects() throws IOException {
        var hook = origin.gitDir.resolve("hooks/pre-receive");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\necho 'protected by policy' >&2\nexit 1\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        var mirror = mirror();
        var ours = change(mirror, mirror.branch("main").orElseThrow(), "one");

        assertThat(mirror.push(ours, BRANCH, null))
                .isInstanceOfSatisfying(
                        Push.Rejected.class, r -> assertThat(r.reason()).contains("hook declined"));
        assertThat(origin.head(BRANCH)).isEqualTo("null");
    }

    @Test
    void aWrongCredentialIsNamedWithoutBeingRepeated() {
        var remote =
                new Remote(
                        "http-1", server.url("o.git"), new Remote.Credential("bot", "wr0ng-t0ken"));

        assertThatThrownBy(() -> mirrors().open(remote))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("refused our credential")
                .hasMessageContaining(server.url("o.git").toString())
                .hasMessageNotContaining("wr0ng-t0ken");
    }

    @Test
    void aMissingCredentialIsNamed() {
        var remote = new Remote("http-1", server.url("o.git"), null);

        assertThatThrownBy(() -> mirrors().open(remote))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("refused our credential");
    }

    @Test
    void aForbiddenPushIsRejected() throws IOException {
        var mirror = mirror();
        var ours = change(mirror, mirror.branch("main").orElseThrow(), "one");
        server.intercept =
                exchange -> {
                    var push = String.valueOf(exchange.getRequestURI()).contains("receive-pack");
                    if (push) {
                        SmartHttp.answer(exchange, 403);
                    }
                    return push;
                };

        assertThat(mirror.push(ours, BRANCH, null)).isInstanceOf(Push.Rejected.class);
    }

    @Test
    void anUnknownRepositoryIsNever() {
        assertThatThrownBy(() -> mirrors().open(server.remote("nowhere.git")))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("nowhere.git");
    }

    @Test
    void aBrokenServerIsLater() {
        server.intercept =
                exchange -> {
                    SmartHttp.answer(exchange, 503);
                    return true;
                };

        assertThatThrownBy(this::mirror)
                .isInstanceOf(Failure.Later.class)
                .hasMessageContaining("does not answer");
    }

    @Test
    void aServerThatIsDownIsLater() {
        var remote = server.remote("o.git");
        server.close();

        assertThatThrownBy(() -> mirrors().open(remote)).isInstanceOf(Failure.Later.class);
    }

    @Test
    void aRedirectIsNotFollowedAndGetsNoCredential() throws IOException {
        var asked = new AtomicBoolean();
        try (var thief = new SmartHttp(dir.resolve("served"))) {
            thief.intercept =
                    exchange -> {
                        asked.set(true);
                        return false;
                    };
            server.intercept =
                    exchange -> {
                        exchange.getResponseHeaders()
                                .set(
                                        "Location",
                                        thief.url("o.git") + "/info/refs?service=git-upload-pack");
                        SmartHttp.answer(exchange, 302);
                        return true;
                    };

            assertThatThrownBy(this::mirror)
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("Set the forge's final address");
        }
        assertThat(asked).isFalse();
    }

    @Test
    void aSilentServerIsGivenUp() {
        var release = new CountDownLatch(1);
        server.intercept = _ -> await(release);
        try {
            assertThatThrownBy(() -> mirrors(Duration.ofSeconds(1)).open(server.remote("o.git")))
                    .isInstanceOf(Failure.Later.class);
        } finally {
            release.countDown();
        }
    }

    @Test
    void anInterruptEndsTheWaitForASilentServer() throws Exception {
        var asked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        server.intercept =
                _ -> {
                    asked.countDown();
                    return await(release);
                };
        var ended = new AtomicReference<Throwable>();
        var flag = new AtomicBoolean();
        var job =
                Thread.ofVirtual()
                        .start(() -> {
                            ended.set(catchThrowable(this::mirror));
                            flag.set(Thread.currentThread().isInterrupted());
                        });
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        try {
            job.interrupt();

            assertThat(job.join(Duration.ofSeconds(20))).isTrue();
        } finally {
            release.countDown();
        }
        assertThat(ended.get()).isInstanceOf(Failure.Later.class).hasMessageContaining("stopped");
        assertThat(flag).isTrue();
        assertThat(dir.resolve("mirrors")).isEmptyDirectory();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private CommitSha moveBranch() {
        try {
            return origin.commit(BRANCH, Map.of("a.txt", "human\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Mirror mirror() {
        return mirrors().open(server.remote("o.git"));
    }

    private Mirrors mirrors() {
        return mirrors(Duration.ofSeconds(60));
    }

    private Mirrors mirrors(Duration timeout) {
        var settings =
                new GitSettings(
                        dir,
                        "m",
                        "m@x",
                        timeout,
                        1_000,
                        DataSize.ofMegabytes(10),
                        DataSize.ofMegabytes(1));
        return new Mirrors(settings, Clock.systemUTC());
    }

    private CommitSha change(Mirror mirror, CommitSha base, String text) throws IOException {
        var work = dir.resolve("work-" + works++);
        mirror.checkOut(base, work);
        Files.writeString(work.resolve("a.txt"), text);
        var message = new CommitMessage("mosaic", "mosaic@localhost", text, "", Map.of());
        var done =
                mirror.snapshot(
                        work, base, "refs/mosaic/job/" + works, message, CommitLimits.DEFAULT);
        return ((Snapshot.Committed) done).commit();
    }

    private static List<Path> filesWith(Path folder, String text) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> contains(file, text)).toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
