package dev.mosaic.stitcher.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.Remote;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.git.host.Folder;
import dev.mosaic.stitcher.git.host.Isolation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorsTest {
    @TempDir Path dir;

    @Test
    void aNewMirrorKnowsTheBranchesOfItsRemote() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));

        var mirror = mirrors().open(origin.remote());

        assertThat(mirror.branch("main")).map(CommitSha::hex).contains(origin.head("main"));
        assertThat(mirror.branch("other")).isEmpty();
    }

    @Test
    void anExistingMirrorIsNotFetchedByOpening() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));
        var before = mirrors().open(origin.remote()).branch("main");
        origin.commit("main", Map.of("a.txt", "b\n"));

        var mirror = mirrors().open(origin.remote());

        assertThat(mirror.branch("main")).isEqualTo(before);
        mirror.fetch();
        assertThat(mirror.branch("main")).map(CommitSha::hex).contains(origin.head("main"));
    }

    @Test
    void fetchForgetsBranchesThatAreGoneAndKeepsTheRefsOfJobs() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));
        var base = new CommitSha(origin.head("main"));
        origin.branchFrom("topic", base);
        var mirror = mirrors().open(origin.remote());
        var work = Files.createDirectory(dir.resolve("work"));
        Files.writeString(work.resolve("a.txt"), "mine\n");
        var ours =
                (Snapshot.Committed)
                        mirror.snapshot(
                                work, base, "refs/mosaic/job/1", message(), CommitLimits.DEFAULT);
        origin.delete("topic");

        mirror.fetch();

        assertThat(mirror.branch("topic")).isEmpty();
        assertThat(mirror.branch("main")).isPresent();
        try (var repository = Isolation.open(dir.resolve("mirrors/local-1.git"))) {
            assertThat(repository.resolve("refs/mosaic/job/1").name())
                    .isEqualTo(ours.commit().hex());
        }
    }

    @Test
    void aBranchMayBecomeAFolderOfBranches() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));
        var base = new CommitSha(origin.head("main"));
        origin.branchFrom("topic", base);
        var mirror = mirrors().open(origin.remote());
        origin.delete("topic");
        origin.branchFrom("topic/one", base);

        mirror.fetch();

        assertThat(mirror.branch("topic")).isEmpty();
        assertThat(mirror.branch("topic/one")).contains(base);
    }

    @Test
    void anEmptyRepositoryHasNoBranch() throws IOException {
        var mirror = mirrors().open(Origin.empty(dir.resolve("o.git")).remote());

        mirror.fetch();

        assertThat(mirror.branch("main")).isEmpty();
    }

    @Test
    void aRemoteThatVanishedIsNamedAndLeavesTheMirrorAlone() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));
        var mirror = mirrors().open(origin.remote());
        Files.move(origin.gitDir, dir.resolve("gone.git"));

        assertThatThrownBy(mirror::fetch)
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining(origin.gitDir.toString())
                .hasMessageContaining("Check the address");
        assertThat(mirror.branch("main")).isPresent();
    }

    @Test
    void aRemoteThatNeverWasLeavesNothingBehind() {
        var remote = new Remote("local-9", dir.resolve("nowhere.git").toUri(), null);

        assertThatThrownBy(() -> mirrors().open(remote)).isInstanceOf(Failure.Never.class);
        assertThat(dir.resolve("mirrors")).isEmptyDirectory();
    }

    @Test
    void onlyFilesAndHttpAreReached() {
        var remote = new Remote("x", URI.create("ssh://git.example.org/a.git"), null);

        assertThatThrownBy(() -> mirrors().open(remote))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("ssh://git.example.org/a.git");
    }

    @Test
    void aHalfMadeMirrorIsMadeAnew() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));
        Files.createDirectories(dir.resolve("mirrors/local-1.git/objects"));
        Files.createDirectories(dir.resolve("mirrors/.half-local-1/objects"));

        var mirror = mirrors().open(origin.remote());

        assertThat(mirror.branch("main")).isPresent();
        try (var left = Files.list(dir.resolve("mirrors"))) {
            assertThat(left).containsExactly(dir.resolve("mirrors/local-1.git"));
        }
    }

    @Test
    void aMirrorThatLostItsObjectsIsMadeAnew() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));
        mirrors().open(origin.remote());
        Folder.delete(dir.resolve("mirrors/local-1.git/objects"));
        Files.createDirectory(dir.resolve("mirrors/local-1.git/objects"));

        var mirror = mirrors().open(origin.remote());

        assertThat(mirror.has(mirror.branch("main").orElseThrow())).isTrue();
    }

    @Test
    void manyThreadsOpenAndFetchOneMirror() throws Exception {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));
        for (var i = 0; i < 20; i++) {
            origin.branchFrom("b" + i, new CommitSha(origin.head("main")));
        }
        var mirrors = mirrors();
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (var i = 0; i < 16; i++) {
            calls.add(() -> {
                var mirror = mirrors.open(origin.remote());
                mirror.fetch();
                return mirror.branch("b19").isPresent();
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(calls)) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    @Test
    void aCommitIsThereOnlyWithAllItNeeds() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));
        var mirror = mirrors().open(origin.remote());
        var later = origin.commit("main", Map.of("a.txt", "b\n"));

        assertThat(mirror.has(later)).isFalse();
        mirror.fetch();
        assertThat(mirror.has(later)).isTrue();
    }

    @Test
    void textAndPathsOfACommit() throws IOException {
        var origin =
                Origin.with(
                        dir.resolve("o.git"),
                        Map.of(
                                "a.txt", "ä\n",
                                "b/c.txt", "c",
                                "120000 link", "a.txt",
                                "b.txt", "b"));
        var mirror = mirrors().open(origin.remote());
        var head = mirror.branch("main").orElseThrow();

        assertThat(mirror.text(head, "a.txt", 3)).contains("ä\n");
        assertThat(mirror.text(head, "a.txt", 2)).isEmpty();
        assertThat(mirror.text(head, "link", 100)).isEmpty();
        assertThat(mirror.text(head, "b", 100)).isEmpty();
        assertThat(mirror.text(head, "b/c.txt", 100)).contains("c");
        assertThat(mirror.text(head, "no/such", 100)).isEmpty();
        assertThat(mirror.text(head, "/", 100)).isEmpty();
        assertThat(mirror.text(head, "", 100)).isEmpty();
        assertThat(mirror.paths(head, 10)).containsExactly("a.txt", "b.txt", "b/c.txt");
        assertThat(mirror.paths(head, 2)).containsExactly("a.txt", "b.txt");
    }

    @Test
    void locksOfAProcessThatWasKilledHoldNobodyUp() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));
        mirrors().open(origin.remote());
        var gitDir = dir.resolve("mirrors/local-1.git");
        var later = origin.commit("main", Map.of("a.txt", "b\n"));
        Files.writeString(gitDir.resolve("refs/remotes/origin/main.lock"), "");
        Files.writeString(gitDir.resolve("packed-refs.lock"), "");
        Files.createDirectories(gitDir.resolve("refs/mosaic/job"));
        Files.writeString(gitDir.resolve("refs/mosaic/job/1.lock"), "");
        var work = Files.createDirectory(dir.resolve("work"));
        Files.writeString(work.resolve("a.txt"), "mine\n");

        var mirror = mirrors().open(origin.remote());
        mirror.fetch();
        var ours =
                mirror.snapshot(work, later, "refs/mosaic/job/1", message(), CommitLimits.DEFAULT);

        assertThat(mirror.branch("main")).contains(later);
        assertThat(ours).isInstanceOf(Snapshot.Committed.class);
        assertThat(gitDir.resolve("packed-refs.lock")).doesNotExist();
    }

    private Mirrors mirrors() {
        return new Mirrors(dir.resolve("mirrors"), Clock.systemUTC());
    }

    private static CommitMessage message() {
        return new CommitMessage("mosaic", "mosaic@localhost", "Work", "", Map.of());
    }
}
