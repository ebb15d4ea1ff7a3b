package dev.mosaic.stitcher.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.Merge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConflictCheckTest {
    private static final String TEN = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

    @TempDir Path dir;
    private Origin origin;
    private CommitSha base;

    @BeforeEach
    void begin() throws IOException {
        origin = Origin.with(dir.resolve("o.git"), Map.of("a.txt", TEN, "b.txt", "b\n"));
        base = new CommitSha(origin.head("main"));
        origin.branchFrom("mosaic/1-x", base);
    }

    @Test
    void aCommitOnTheHeadIsUpToDate() throws IOException {
        var ours = origin.commit("mosaic/1-x", Map.of("a.txt", "new\n", "b.txt", "b\n"));

        assertThat(mirror().merge(ours, base)).isEqualTo(new Merge.UpToDate());
    }

    @Test
    void differentLinesOfOneFileMerge() throws IOException {
        var ours = ours(TEN.replace("1\n2", "one\n2"), "b\n");
        var theirs = theirs(TEN.replace("9\n", "nine\n"), "b\n");

        assertThat(mirror().merge(ours, theirs)).isEqualTo(new Merge.Clean(theirs));
    }

    @Test
    void theSameLinesConflictAndAreShown() throws IOException {
        var ours = ours(TEN.replace("5\n", "our\tfive\u001b[31m\n"), "ours\n");
        var theirs = theirs(TEN.replace("5\n", "their five\n"), "b\n");

        assertThat(mirror().merge(ours, theirs))
                .isEqualTo(
                        new Merge.Conflicting(
                                theirs,
                                List.of(
                                        new Merge.Conflict(
                                                "a.txt",
                                                """
                                                <<<<<<< the branch as it is now
                                                their five
                                                ||||||| where both began
                                                5
                                                =======
                                                our    five?[31m
                                                >>>>>>> this change
                                                """))));
    }

    @Test
    void aFileThatOneSideDeletedConflicts() throws IOException {
        var ours = ours("changed\n", "b\n");
        var theirs = origin.commit("main", Map.of("b.txt", "b\n"));

        assertThat(mirror().merge(ours, theirs))
                .isInstanceOfSatisfying(
                        Merge.Conflicting.class,
                        c ->
                                assertThat(c.conflicts())
                                        .extracting(Merge.Conflict::path)
                                        .containsExactly("a.txt"));
    }

    @Test
    void binaryFilesConflictWithoutHunks() throws IOException {
        var ours = ours("\0ours", "b\n");
        var theirs = theirs("\0theirs", "b\n");

        assertThat(mirror().merge(ours, theirs))
                .isEqualTo(new Merge.Conflicting(theirs, List.of(new Merge.Conflict("a.txt", ""))));
    }

    @Test
    void aLongConflictIsCut() throws IOException {
        var ours = ours("ours\n".repeat(5_000), "b\n");
        var theirs = theirs("theirs\n".repeat(5_000), "b\n");

        var merge = (Merge.Conflicting) mirror().merge(ours, theirs);

        assertThat(merge.conflicts().getFirst().hunks())
                .endsWith("… (cut: the conflict is longer)\n")
                .hasSizeLessThan(4_500);
    }

    @Test
    void checkingChangesNoBranch() throws IOException {
        var ours = ours("ours\n", "b\n");
        var theirs = theirs("theirs\n", "b\n");
        var mirror = mirror();

        mirror.merge(ours, theirs);

        assertThat(mirror.branch("main")).contains(theirs);
        assertThat(mirror.branch("mosaic/1-x")).contains(ours);
        assertThat(origin.head("main")).isEqualTo(theirs.hex());
    }

    private CommitSha ours(String a, String b) throws IOException {
        return origin.commit("mosaic/1-x", Map.of("a.txt", a, "b.txt", b));
    }

    private CommitSha theirs(String a, String b) throws IOException {
        return origin.commit("main", Map.of("a.txt", a, "b.txt", b));
    }

    private Mirror mirror() {
        return new Mirrors(dir.resolve("mirrors"), Clock.systemUTC()).open(origin.remote());
    }
}
