package dev.mosaic.stitcher.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.git.GitSettings;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.git.host.Folder;
import dev.mosaic.stitcher.git.host.Isolation;
import dev.mosaic.stitcher.git.host.TreePaths;
import dev.mosaic.stitcher.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    private static final String REF = "refs/mosaic/job/1";
    private static final CommitMessage MESSAGE =
            new CommitMessage("mosaic", "mosaic@localhost", "Fix it", "Because.", Map.of());

    @TempDir Path dir;
    private Path work;
    private Mirror mirror;
    private CommitSha base;

    @BeforeEach
    void clean() {
        work = dir.resolve("work");
    }

    @Test
    void anUntouchedWorktreeIsUnchanged() throws IOException {
        checkOut(
                Map.of(
                        "a.txt", "a\r\n",
                        "b/c.sh", "c",
                        "100755 run.sh", "#!/bin/sh\n",
                        "120000 in", "b/c.sh",
                        "120000 out", "/etc/passwd",
                        "160000 module", "1234567890123456789012345678901234567890",
                        "ümläut/naïve.txt", "u",
                        ".gitattributes", "* text=auto eol=crlf\n*.txt filter=lfs\n"));

        assertThat(snapshot()).isEqualTo(new Snapshot.Unchanged());
    }

    @Test
    void addedChangedAndDeletedFilesAreCountedLineByLine() throws IOException {
        checkOut(Map.of("a.txt", "1\n2\n3\n", "b.txt", "b\n", "d/e.txt", "e\n", "same", "x"));
        Files.writeString(work.resolve("a.txt"), "1\nzwei\n3\n4\n");
        Files.delete(work.resolve("b.txt"));
        Folder.delete(work.resolve("d"));
        Files.createDirectories(work.resolve("n/m"));
        Files.writeString(work.resolve("n/m/new.txt"), "one\ntwo\n");

        assertThat(committed().files())
                .containsExactly(
                        new FileChange("a.txt", FileChange.Kind.MODIFIED, 2, 1),
                        new FileChange("b.txt", FileChange.Kind.DELETED, 0, 1),
                        new FileChange("d/e.txt", FileChange.Kind.DELETED, 0, 1),
                        new FileChange("n/m/new.txt", FileChange.Kind.ADDED, 2, 0));
        assertThat(mirror.paths(committed().commit(), 10))
                .containsExactly("a.txt", "n/m/new.txt", "same");
    }

    @Test
    void aFileMayBecomeAFolderAndAFolderAFile() throws IOException {
        checkOut(Map.of("a", "file\n", "b/c", "c\n", "b/d", "d\n"));
        Files.delete(work.resolve("a"));
        Files.createDirectory(work.resolve("a"));
        Files.writeString(work.resolve("a/x"), "x");
        Folder.delete(work.resolve("b"));
        Files.writeString(work.resolve("b"), "now a file");

        assertThat(mirror.paths(committed().commit(), 10)).containsExactly("a/x", "b");
    }

    @Test
    void theExecutableBitIsKept() throws IOException {
        checkOut(Map.of("run.sh", "#!/bin/sh\n", "100755 old.sh", "x"));
        assertThat(Files.isExecutable(work.resolve("old.sh"))).isTrue();
        Files.setPosixFilePermissions(
                work.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));

        var commit = committed().commit();

        var again = dir.resolve("again");
        mirror.checkOut(commit, again);
        assertThat(Files.isExecutable(again.resolve("run.sh"))).isTrue();
        assertThat(Files.isExecutable(again.resolve("old.sh"))).isTrue();
        assertThat(committed().files())
                .containsExactly(new FileChange("run.sh", FileChange.Kind.MODIFIED, 0, 0));
    }

    @Test
    void bytesAreNeverConverted() throws IOException {
        checkOut(Map.of(".gitattributes", "* text=auto eol=crlf filter=evil\n", "a.txt", "a\n"));
        assertThat(work.resolve("a.txt")).hasContent("a\n");
        Files.writeString(work.resolve("b.txt"), "b\r\nb\n");

        assertThat(mirror.text(committed().commit(), "b.txt", 100)).contains("b\r\nb\n");
    }

    @Test
    void whatTheBaseIgnoresStaysOutAndWhatTheAgentIgnoresDoesNot() throws IOException {
        checkOut(
                Map.of(
                        ".gitignore", "target/\n*.log\n!keep.log\n",
                        "target/tracked.txt", "t\n",
                        "sub/.gitignore", "/local\n"));
        Files.writeString(work.resolve(".gitignore"), "hidden\n");
        Files.writeString(work.resolve("hidden"), "h");
        Files.writeString(work.resolve("target/tracked.txt"), "changed\n");
        Files.writeString(work.resolve("target/built.bin"), "b");
        Files.writeString(work.resolve("a.log"), "l");
        Files.writeString(work.resolve("keep.log"), "k");
        Files.writeString(work.resolve("sub/local"), "l");
        Files.createDirectory(work.resolve("sub/below"));
        Files.writeString(work.resolve("sub/below/local"), "l");

        assertThat(committed().files())
                .extracting(FileChange::path)
                .containsExactly(
                        ".gitignore",
                        "hidden",
                        "keep.log",
                        "sub/below/local",
                        "target/tracked.txt");
    }

    @Test
    void aSubmoduleSurvivesTheLossOfItsEmptyFolder() throws IOException {
        var module = "1234567890123456789012345678901234567890";
        checkOut(Map.of("160000 module", module, "a.txt", "a"));
        Files.delete(work.resolve("module"));
        Files.writeString(work.resolve("a.txt"), "b");

        assertThat(mirror.diff(base, committed().commit(), 10_000)).doesNotContain("module");
    }

    @Test
    void theSameWorkMakesTheSameCommit() throws IOException {
        checkOut(Map.of("a.txt", "a"));
        Files.writeString(work.resolve("a.txt"), "b");

        assertThat(committed().commit()).isEqualTo(committed().commit());
    }

    @Test
    void nobodyForgesATrailerByASubject() throws IOException {
        checkOut(Map.of("a.txt", "a"));
        Files.writeString(work.resolve("a.txt"), "b");
        var trailers = new LinkedHashMap<String, String>();
        trailers.put("Requested-by", "eve\nMosaic-Job: forged");
        trailers.put("Mosaic-Job", "7");
        var message =
                new CommitMessage("a\n<b>", "c@d", "Fix\n\nMosaic-Job: forged", "Body", trailers);

        var done =
                (Snapshot.Committed)
                        mirror.snapshot(work, base, REF, message, CommitLimits.DEFAULT);

        try (var repository = Isolation.open(dir.resolve("mirrors/local-1.git"));
                var walk = new RevWalk(repository)) {
            var commit = walk.parseCommit(ObjectId.fromString(done.commit().hex()));
            assertThat(commit.getFullMessage())
                    .isEqualTo(
                            """
                            Fix??Mosaic-Job: forged

                            Body

                            Requested-by: eve?Mosaic-Job: forged
                            Mosaic-Job: 7
                            """);
            assertThat(commit.getFooterLines("Mosaic-Job")).containsExactly("7");
            assertThat(commit.getAuthorIdent().getWhenAsInstant())
                    .isEqualTo(new TestClock().instant());
            assertThat(commit.getCommitterIdent()).isEqualTo(commit.getAuthorIdent());
        }
    }

    @Test
    void namesThatAreNotUtf8ComeThroughByteByByte() throws IOException {
        checkOut(Map.of("a.txt", "a"));
        var name = TreePaths.onDisk("caf\u00e9.txt");
        Files.writeString(work.resolve(name), "latin");
        var refused = (Snapshot.Refused) snapshot();
        assertThat(refused.reasons()).singleElement().asString().contains("not UTF-8");
        Files.delete(work.resolve(name));
        Files.writeString(work.resolve(TreePaths.onDisk(TreePaths.raw("ü.txt".getBytes()))), "u");

        assertThat(committed().files()).extracting(FileChange::path).containsExactly("ü.txt");
    }

    @Test
    void theDiffIsCutAtALineAndSaysSo() throws IOException {
        checkOut(Map.of("a.txt", "a\n"));
        Files.writeString(work.resolve("a.txt"), "line ä\n".repeat(1_000));
        var head = committed().commit();

        var whole = mirror.diff(base, head, 1 << 20);
        var cut = mirror.diff(base, head, 500);

        assertThat(whole).startsWith("diff --git a/a.txt b/a.txt").doesNotContain("cut:");
        assertThat(cut).endsWith("\n… (cut: the diff is longer than 500 bytes)\n");
        assertThat(whole).startsWith(cut.substring(0, cut.indexOf('…')));
        assertThat(mirror.diff(base, head, whole.getBytes().length)).isEqualTo(whole);
    }

    private void checkOut(Map<String, String> files) throws IOException {
        var origin = Origin.with(dir.resolve("o.git"), files);
        mirror = mirrors().open(origin.remote());
        base = mirror.branch("main").orElseThrow();
        mirror.checkOut(base, work);
    }

    private Mirrors mirrors() {
        return new Mirrors(GitSettings.in(dir), new TestClock());
    }

    private Snapshot snapshot() {
        return mirror.snapshot(work, base, REF, MESSAGE, CommitLimits.DEFAULT);
    }

    private Snapshot.Committed committed() {
        return (Snapshot.Committed) snapshot();
    }
}
