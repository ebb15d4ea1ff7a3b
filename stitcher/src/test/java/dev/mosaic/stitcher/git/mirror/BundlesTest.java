package dev.mosaic.stitcher.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.GitSettings;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a change reaches another node's mirror. */
class BundlesTest {
    private static final String REF = "refs/mosaic/job/shared";
    private static final int LARGE = 1 << 20;

    @TempDir Path dir;
    private Mirror here;
    private Mirror there;
    private CommitSha base;

    @BeforeEach
    void cloneTwice() throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", "a\n", "b.txt", "b\n"));
        here = mirrors("here").open(origin.remote());
        there = mirrors("there").open(origin.remote());
        base = here.branch("main").orElseThrow();
    }

    @Test
    void aChangeIsTheSameCommitInAnotherMirrorAndStaysThere() throws IOException {
        var commit = change("a.txt", "changed\n".getBytes());
        assertThat(there.has(commit)).isFalse();

        assertThat(there.unpack(pack(commit, LARGE), commit, REF)).isTrue();

        assertThat(there.has(commit)).isTrue();
        assertThat(there.changes(base, commit)).isEqualTo(here.changes(base, commit));
        assertThat(there.message(commit)).isEqualTo(here.message(commit));
        there.fetch();
        assertThat(there.has(commit)).isTrue();
        assertThat(there.unpack(pack(commit, LARGE), commit, REF)).isTrue();
    }

    @Test
    void aChangeThatIsLargerThanAllowedIsNotPacked() throws IOException {
        var bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        var commit = change("a.txt", bytes);

        assertThat(here.pack(commit, base, 50_000)).isEmpty();
        assertThat(here.pack(commit, base, 150_000)).isPresent();
    }

    @Test
    void aMirrorThatHasNotTheBaseSaysSo() throws IOException {
        var other =
                mirrors("other").open(Origin.with(dir.resolve("p.git"), Map.of("c", "c")).remote());
        var commit = change("a.txt", "changed\n".getBytes());

        assertThat(other.unpack(pack(commit, LARGE), commit, REF)).isFalse();
        assertThat(other.has(commit)).isFalse();
    }

    @Test
    void aBundleOfAnotherCommitIsNotTakenForThisOne() throws IOException {
        var one = change("a.txt", "one\n".getBytes());
        var two = change("a.txt", "two\n".getBytes());

        assertThat(there.unpack(pack(one, LARGE), two, REF)).isFalse();
        assertThat(there.has(two)).isFalse();
    }

    @Test
    void aBundleThatIsBrokenIsNoCommit() throws IOException {
        var commit = change("a.txt", "changed\n".getBytes());
        var broken = pack(commit, LARGE);
        broken[broken.length - 30] ^= 1;

        assertThat(there.unpack(broken, commit, REF)).isFalse();
        assertThat(there.has(commit)).isFalse();
    }

    @Test
    void aRefOfSomebodyElseIsRefused() throws IOException {
        var commit = change("a.txt", "changed\n".getBytes());

        assertThatThrownBy(() -> there.unpack(pack(commit, LARGE), commit, "refs/heads/main"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private byte[] pack(CommitSha commit, int maxBytes) {
        return here.pack(commit, base, maxBytes).orElseThrow();
    }

    private Mirrors mirrors(String name) {
        return new Mirrors(GitSettings.in(dir.resolve(name)), new TestClock());
    }

    private CommitSha change(String file, byte[] text) throws IOException {
        var work = Files.createTempDirectory(dir, "work").resolve("tree");
        here.checkOut(base, work);
        Files.write(work.resolve(file), text);
        var message = new CommitMessage("mosaic", "mosaic@localhost", "Fix it", "", Map.of());
        var made = here.snapshot(work, base, "refs/mosaic/job/1", message, CommitLimits.DEFAULT);
        return ((Snapshot.Committed) made).commit();
    }
}
