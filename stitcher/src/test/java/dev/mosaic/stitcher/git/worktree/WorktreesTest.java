package dev.mosaic.stitcher.git.worktree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.host.Folder;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import dev.mosaic.stitcher.git.mirror.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorktreesTest {
    @TempDir Path dir;
    private Mirror mirror;
    private CommitSha base;
    private Worktrees worktrees;

    @BeforeEach
    void open() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n", "sub/b.txt", "b\n"));
        mirror = new Mirrors(dir.resolve("mirrors"), Clock.systemUTC()).open(origin.remote());
        base = mirror.branch("main").orElseThrow();
        worktrees = new Worktrees(dir.resolve("worktrees"));
    }

    @Test
    void thePathNamesEpochAgentAndJob() {
        var worktree = worktrees.open(mirror, base, "job-1", 7, "agent-2");

        assertThat(worktree).isEqualTo(dir.resolve("worktrees/epoch-7/agent-agent-2-job-1"));
        assertThat(worktree.resolve("sub/b.txt")).hasContent("b\n");
    }

    @Test
    void noPathIsUsedTwice() {
        worktrees.open(mirror, base, "j", 1, "a");

        assertThatThrownBy(() -> worktrees.open(mirror, base, "j", 1, "a"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEmptyFolderOfThatNameIsNotTakenEither() throws IOException {
        Files.createDirectories(dir.resolve("worktrees/epoch-1/agent-a-j"));

        assertThatThrownBy(() -> worktrees.open(mirror, base, "j", 1, "a"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void idsThatCouldLeaveTheFolderAreRefused() {
        assertThatThrownBy(() -> worktrees.open(mirror, base, "../x", 1, "a"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> worktrees.open(mirror, base, "j", 1, "a/b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCommitThatIsNotThereLeavesNothing() {
        var unknown = new CommitSha("1".repeat(40));

        assertThatThrownBy(() -> worktrees.open(mirror, unknown, "j", 1, "a"))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("Retry the job");
        assertThat(dir.resolve("worktrees")).isEmptyDirectory();
    }

    @Test
    void removalFollowsNoLink() throws IOException {
        var treasure = Files.createDirectory(dir.resolve("treasure"));
        Files.writeString(treasure.resolve("gold"), "gold");
        var worktree = worktrees.open(mirror, base, "j", 1, "a");
        Files.createSymbolicLink(worktree.resolve("link"), treasure);
        Files.createSymbolicLink(worktree.resolve("sub/file"), treasure.resolve("gold"));
        Files.createSymbolicLink(worktree.resolve("dangling"), dir.resolve("nothing"));

        worktrees.remove(worktree);

        assertThat(treasure.resolve("gold")).hasContent("gold");
        assertThat(dir.resolve("worktrees")).isEmptyDirectory();
    }

    @Test
    void aWorktreeThatBecameALinkIsRemovedAsALink() throws IOException {
        var treasure = Files.createDirectory(dir.resolve("treasure"));
        Files.writeString(treasure.resolve("gold"), "gold");
        var worktree = worktrees.open(mirror, base, "j", 1, "a");
        Folder.delete(worktree);
        Files.createSymbolicLink(worktree, treasure);

        worktrees.remove(worktree);

        assertThat(treasure.resolve("gold")).hasContent("gold");
        assertThat(Files.exists(worktree, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void foldersWithoutPermissionsAreRemoved() throws IOException {
        var worktree = worktrees.open(mirror, base, "j", 1, "a");
        var locked = Files.createDirectories(worktree.resolve("locked/in"));
        Files.writeString(locked.resolve("f"), "x");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(
                locked.getParent(), PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(worktree, PosixFilePermissions.fromString("r-x------"));

        worktrees.remove(worktree);

        assertThat(worktree).doesNotExist();
    }

    @Test
    void aTreeDeeperThanAnyPathIsRemoved() throws IOException {
        var worktree = worktrees.open(mirror, base, "j", 1, "a");
        var name = Path.of("d".repeat(200));
        dig(worktree, name, 60);

        worktrees.remove(worktree);

        assertThat(dir.resolve("worktrees")).isEmptyDirectory();
    }

    @Test
    void removalWorksWhileTheThreadIsInterrupted() throws IOException {
        var worktree = worktrees.open(mirror, base, "j", 1, "a");
        Files.createDirectories(worktree.resolve("x/y"));
        Files.writeString(worktree.resolve("x/y/z"), "z");
        Thread.currentThread().interrupt();
        try {
            worktrees.remove(worktree);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(worktree).doesNotExist();
    }

    @Test
    void removingTwiceIsQuiet() {
        var worktree = worktrees.open(mirror, base, "j", 1, "a");
        worktrees.remove(worktree);

        worktrees.remove(worktree);

        assertThat(worktree).doesNotExist();
    }

    @Test
    void nothingElseCanBeRemoved() {
        for (var path :
                new Path[] {
                    dir,
                    dir.resolve("worktrees"),
                    dir.resolve("worktrees/epoch-1"),
                    dir.resolve("worktrees/epoch-1/agent-a-j/sub"),
                    dir.resolve("worktrees/epoch-1/agent-a-j/../../../o.git")
                }) {
            assertThatThrownBy(() -> worktrees.remove(path))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void leftoversAreWhatAnEarlierProcessOpened() {
        var left = worktrees.open(mirror, base, "j", 1, "a");

        var restarted = new Worktrees(dir.resolve("worktrees"));
        restarted.open(mirror, base, "j", 2, "b");

        assertThat(restarted.leftovers()).containsExactly(left);
        restarted.remove(left);
        assertThat(restarted.leftovers()).isEmpty();
    }

    @Test
    void thereAreNoLeftoversBeforeTheFirstWorktree() {
        assertThat(worktrees.leftovers()).isEmpty();
    }

    /** Makes folders below each other by handles, as no path could name the lowest ones. */
    private static void dig(Path top, Path name, int levels) throws IOException {
        for (var level = 0; level < levels; level++) {
            var fresh = Files.createDirectory(top.resolveSibling("fresh-" + level));
            if (level > 0) {
                try (var from = (SecureDirectoryStream<Path>) Files.newDirectoryStream(top);
                        var to = (SecureDirectoryStream<Path>) Files.newDirectoryStream(fresh)) {
                    from.move(name, to, Path.of("below"));
                }
                Files.move(fresh.resolve("below"), fresh.resolve(name));
            } else {
                Files.writeString(fresh.resolve("bottom"), "x");
            }
            Files.move(fresh, top.resolve(name));
        }
    }
}
