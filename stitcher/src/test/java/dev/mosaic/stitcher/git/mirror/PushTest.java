package dev.mosaic.stitcher.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.Push;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.git.host.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushTest {
    private static final String BRANCH = "mosaic/1-x";

    @TempDir Path dir;
    private Origin origin;
    private Mirror mirror;
    private CommitSha base;
    private int works;

    @BeforeEach
    void open() throws IOException {
        origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n"));
        mirror = new Mirrors(dir.resolve("mirrors"), Clock.systemUTC()).open(origin.remote());
        base = mirror.branch("main").orElseThrow();
    }

    @Test
    void aNewBranchAppears() throws IOException {
        var ours = change("one");

        assertThat(mirror.push(ours, BRANCH, null)).isEqualTo(new Push.Done());
        assertThat(origin.head(BRANCH)).isEqualTo(ours.hex());
    }

    @Test
    void pushingAgainAfterALostAnswerIsDone() throws IOException {
        var ours = change("one");
        mirror.push(ours, BRANCH, null);

        assertThat(mirror.push(ours, BRANCH, null)).isEqualTo(new Push.Done());
    }

    @Test
    void theNextRoundReplacesItsOwnCommitThoughItStandsOnAnotherBase() throws IOException {
        var first = change("one");
        mirror.push(first, BRANCH, null);
        base = origin.commit("main", Map.of("a.txt", "moved\n"));
        mirror.fetch();
        var second = change("two");

        assertThat(mirror.push(second, BRANCH, first)).isEqualTo(new Push.Done());
        assertThat(origin.head(BRANCH)).isEqualTo(second.hex());
    }

    @Test
    void aLockIsWaitedForAndTakenAwayWhenItsHolderMustBeDead() throws IOException {
        var lock = dir.resolve("o.git/refs/heads/" + BRANCH + ".lock");
        Files.createDirectories(lock.getParent());
        Files.writeString(lock, "");
        var ours = change("one");

        assertThatThrownBy(() -> mirror.push(ours, BRANCH, null))
                .isInstanceOf(Failure.Later.class)
                .hasMessageContaining("locked by another git");
        assertThat(lock).exists();
        var longAgo = Instant.now().minus(StaleLocks.LONGEST_HOLD).minusSeconds(1);
        Files.setLastModifiedTime(lock, FileTime.from(longAgo));
        assertThatThrownBy(() -> mirror.push(ours, BRANCH, null)).isInstanceOf(Failure.Later.class);

        assertThat(mirror.push(ours, BRANCH, null)).isEqualTo(new Push.Done());
        assertThat(origin.head(BRANCH)).isEqualTo(ours.hex());
    }

    @Test
    void aBranchThatAHumanMovedIsLeftAlone() throws IOException {
        var ours = change("one");
        mirror.push(ours, BRANCH, null);
        var human = origin.commit(BRANCH, Map.of("a.txt", "human\n"));

        assertThat(mirror.push(change("two"), BRANCH, ours)).isEqualTo(new Push.Moved(human));
        assertThat(origin.head(BRANCH)).isEqualTo(human.hex());
    }

    @Test
    void aBranchThatExistsAlreadyIsNotTaken() throws IOException {
        var human = origin.commit(BRANCH, Map.of("a.txt", "human\n"));

        assertThat(mirror.push(change("one"), BRANCH, null)).isEqualTo(new Push.Moved(human));
        assertThat(origin.head(BRANCH)).isEqualTo(human.hex());
    }

    @Test
    void aBranchThatWasDeletedIsNotBroughtBack() throws IOException {
        var ours = change("one");
        mirror.push(ours, BRANCH, null);
        origin.delete(BRANCH);

        assertThat(mirror.push(change("two"), BRANCH, ours)).isEqualTo(new Push.Moved(null));
        assertThat(origin.head(BRANCH)).isEqualTo("null");
    }

    @Test
    void ofManyWhoCreateABranchOneWins() throws Exception {
        List<Callable<Push>> pushes = new ArrayList<>();
        for (var i = 0; i < 8; i++) {
            var ours = change("work " + i);
            pushes.add(() -> mirror.push(ours, BRANCH, null));
        }
        var ends = new ArrayList<Push>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var end : threads.invokeAll(pushes)) {
                ends.add(end.get());
            }
        }
        var winner = new CommitSha(origin.head(BRANCH));

        assertThat(ends).filteredOn(Push.Done.class::isInstance).hasSize(1);
        assertThat(ends).filteredOn(new Push.Moved(winner)::equals).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main",
                "mosaic",
                "mosaic/",
                "mosaic/../main",
                "refs/heads/mosaic/x",
                "mosaic/a b",
                "mosaic/x:main",
                "mosaic/x.lock",
                "+mosaic/x",
                "mosaic/*"
            })
    void onlyBranchesOfOurOwnArePushed(String branch) throws IOException {
        var ours = change("one");

        assertThatThrownBy(() -> mirror.push(ours, branch, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(origin.head("main")).isEqualTo(base.hex());
    }

    @Test
    void aVanishedRemoteIsNamed() throws IOException {
        var ours = change("one");
        Folder.delete(origin.gitDir);

        assertThatThrownBy(() -> mirror.push(ours, BRANCH, null))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("There is no repository at " + origin.gitDir);
    }

    @Test
    void aServersNoIsPassedOn() throws IOException {
        Files.writeString(
                origin.gitDir.resolve("config"),
                "[core]\n\trepositoryformatversion = 0\n\tbare = true\n[receive]\n\tdenyNonFastForwards = true\n");
        var first = change("one");
        mirror.push(first, BRANCH, null);

        assertThat(mirror.push(change("two"), BRANCH, first)).isInstanceOf(Push.Rejected.class);
        assertThat(origin.head(BRANCH)).isEqualTo(first.hex());
    }

    private CommitSha change(String text) throws IOException {
        var work = dir.resolve("work-" + works++);
        mirror.checkOut(base, work);
        Files.writeString(work.resolve("a.txt"), text);
        var message = new CommitMessage("mosaic", "mosaic@localhost", text, "", Map.of());
        var done =
                mirror.snapshot(
                        work, base, "refs/mosaic/job/" + works, message, CommitLimits.DEFAULT);
        return ((Snapshot.Committed) done).commit();
    }
}
