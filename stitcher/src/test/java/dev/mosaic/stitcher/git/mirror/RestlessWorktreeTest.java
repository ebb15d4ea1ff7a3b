package dev.mosaic.stitcher.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.git.host.Folder;
import dev.mosaic.stitcher.git.worktree.Worktrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent that could not be ended, and writes on while the host reads. Whatever it does, the host
 * comes to an end, and nothing of the machine gets into a commit.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
class RestlessWorktreeTest {
    private static final CommitMessage MESSAGE =
            new CommitMessage("mosaic", "mosaic@localhost", "Fix it", "", Map.of());
    private static final int LOOKS = 400;

    @TempDir Path dir;
    private Path side;
    private Path secret;
    private Path work;
    private Mirror mirror;
    private Worktrees worktrees;
    private CommitSha base;

    @BeforeEach
    void checkOut() throws IOException {
        side = Files.createDirectory(dir.resolve("side"));
        secret = Files.createDirectory(dir.resolve("secret"));
        Files.writeString(secret.resolve("b.txt"), "canary\n");
        var origin =
                Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n", "sub/b.txt", "before\n"));
        mirror = new Mirrors(dir.resolve("mirrors"), Clock.systemUTC()).open(origin.remote());
        base = mirror.branch("main").orElseThrow();
        worktrees = new Worktrees(dir.resolve("worktrees"));
        work = worktrees.open(mirror, base, "j", 1, "a");
    }

    @Test
    void aFileThatIsAPipeNowAndThenHoldsNobodyUp() throws Exception {
        var made = new ProcessBuilder("mkfifo", side.resolve("other").toString()).start();
        assertThat(made.waitFor()).isZero();
        Files.writeString(work.resolve("a.txt"), "b\n");

        looksWhile(() -> swap("a.txt"));
    }

    @Test
    void aFolderThatIsAPipeNowAndThenHoldsNobodyUp() throws Exception {
        var made = new ProcessBuilder("mkfifo", side.resolve("other").toString()).start();
        assertThat(made.waitFor()).isZero();

        looksWhile(() -> swap("sub"));
    }

    @Test
    void aFolderThatIsALinkNowAndThenIsNotFollowed() throws Exception {
        Files.createSymbolicLink(side.resolve("other"), secret);
        Files.writeString(work.resolve("sub/b.txt"), "change\n");

        looksWhile(() -> swap("sub"));
    }

    @Test
    void aFileThatIsALinkNowAndThenIsNotFollowed() throws Exception {
        Files.createSymbolicLink(side.resolve("other"), secret.resolve("b.txt"));
        Files.writeString(work.resolve("a.txt"), "change\n");

        looksWhile(() -> swap("a.txt"));
    }

    @Test
    void aFileThatIsTheSameAsOneElsewhereNowAndThenIsNotRead() throws Exception {
        Files.createLink(side.resolve("other"), secret.resolve("b.txt"));
        Files.writeString(work.resolve("a.txt"), "change\n");

        looksWhile(() -> swap("a.txt"));
    }

    @Test
    void aFileThatGrowsIsReadNoFurtherThanItWas() throws Exception {
        var log = Files.createFile(work.resolve("log"));
        var chunk = new byte[1 << 16];
        looksWhile(() -> {
            if (Files.size(log) > 20 << 20) {
                Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
            }
            Files.write(log, chunk, StandardOpenOption.APPEND);
        });
    }

    @Test
    void aTreeThatIsSwappedWhileItIsRemovedIsAllThatIsRemoved() throws Exception {
        var lock = PosixFilePermissions.fromString("r-xr-xr-x");
        Files.setPosixFilePermissions(secret, lock);
        Files.createSymbolicLink(side.resolve("other"), secret);
        for (var round = 0; round < 60; round++) {
            work = worktrees.open(mirror, base, "j", 2, "a" + round);
            Files.setPosixFilePermissions(work.resolve("sub"), lock);
            try (var _ = new Restless(() -> swap("sub"))) {
                worktrees.remove(work);
            } catch (Failure.Later e) {
                assertThat(e).hasMessageContaining("could not be removed");
            }
            worktrees.remove(work);
            assertThat(work).doesNotExist();
            Folder.delete(side.resolve("held"));
            Files.deleteIfExists(side.resolve("other"));
            Files.createSymbolicLink(side.resolve("other"), secret);
        }
        assertThat(secret.resolve("b.txt")).hasContent("canary");
        assertThat(Files.getPosixFilePermissions(secret)).isEqualTo(lock);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void looksWhile(Step step) throws InterruptedException {
        try (var _ = new Restless(step)) {
            for (var look = 0; look < LOOKS; look++) {
                look();
            }
        }
    }

    private void look() {
        try {
            if (mirror.snapshot(work, base, "refs/mosaic/job/1", MESSAGE, CommitLimits.DEFAULT)
                    instanceof Snapshot.Committed done) {
                assertThat(mirror.diff(base, done.commit(), 10_000)).doesNotContain("canary");
            }
        } catch (Failure e) {
            assertThat(e).hasMessageNotContaining("canary");
        }
    }

    /** Takes a name away and gives it to something else, and back. */
    private void swap(String name) throws IOException {
        Files.move(work.resolve(name), side.resolve("held"));
        Files.move(side.resolve("other"), work.resolve(name));
        Files.move(work.resolve(name), side.resolve("other"));
        Files.move(side.resolve("held"), work.resolve(name));
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Does something again and again until it is closed. */
    private static final class Restless implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread;

        Restless(Step step) {
            thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!over.get()) {
                                    try {
                                        step.run();
                                    } catch (IOException _) {
                                        // what it works on is being removed
                                    }
                                }
                            });
        }

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            thread.join();
        }
    }
}
