package dev.mosaic.stitcher.git.mirror;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.git.Push;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.git.host.Folder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent owns everything below its worktree; none of it may reach further. */
class HostileWorktreeTest {
    private static final String REF = "refs/mosaic/job/1";
    private static final CommitMessage MESSAGE =
            new CommitMessage("mosaic", "mosaic@localhost", "Fix it", "", Map.of());

    @TempDir Path dir;
    private Origin origin;
    private Path work;
    private Mirror mirror;
    private CommitSha base;

    @BeforeEach
    void checkOut() throws IOException {
        origin =
                Origin.with(
                        dir.resolve("o.git"),
                        Map.of(
                                "a.txt", "a\n",
                                "sub/b.txt", "b\n",
                                "160000 module", "1234567890123456789012345678901234567890"));
        work = dir.resolve("work");
        mirror = new Mirrors(dir.resolve("mirrors"), Clock.systemUTC()).open(origin.remote());
        base = mirror.branch("main").orElseThrow();
        mirror.checkOut(base, work);
    }

    @Test
    void aWorktreeHasNoGitFolder() {
        assertThat(work.resolve(".git")).doesNotExist();
    }

    @Test
    void nothingInAGitFolderIsRunOrBelieved() throws IOException {
        var canary = dir.resolve("canary");
        var script = "#!/bin/sh\ntouch " + canary + "\n";
        for (var hook : new String[] {"pre-commit", "post-commit", "pre-push", "post-checkout"}) {
            program(work.resolve(".git/hooks").resolve(hook), script);
        }
        program(work.resolve("evil.sh"), script);
        var evil = work.resolve("evil.sh");
        Files.writeString(
                work.resolve(".git/config"),
                """
                [core]
                    repositoryformatversion = 0
                    hooksPath = %s
                    sshCommand = %s
                    fsmonitor = %s
                [filter "x"]
                    clean = %s
                    smudge = %s
                    required = true
                [url "file:///nowhere/"]
                    insteadOf = %s
                [credential]
                    helper = %s
                """
                        .formatted(
                                work.resolve(".git/hooks"),
                                evil,
                                evil,
                                evil,
                                evil,
                                origin.gitDir.toUri(),
                                evil));
        Files.writeString(work.resolve(".git/HEAD"), "ref: refs/heads/main\n");
        Files.createDirectories(work.resolve(".git/objects"));
        Files.createDirectories(work.resolve(".git/refs"));
        Files.writeString(work.resolve(".gitattributes"), "* filter=x\n");
        Files.writeString(work.resolve("a.txt"), "changed\n");

        var done = committed();
        assertThat(mirror.push(done.commit(), "mosaic/1-x", null)).isEqualTo(new Push.Done());
        mirror.checkOut(done.commit(), dir.resolve("again"));

        assertThat(canary).doesNotExist();
        assertThat(origin.head("mosaic/1-x")).isEqualTo(done.commit().hex());
        assertThat(done.files())
                .extracting(FileChange::path)
                .containsExactly(".gitattributes", "a.txt", "evil.sh");
    }

    @Test
    void hooksInTheMirrorAndTheLocalRemoteDoNotRunEither() throws IOException {
        var canary = dir.resolve("canary");
        var script = "#!/bin/sh\ntouch " + canary + "\n";
        for (var hook :
                new String[] {"pre-push", "pre-receive", "update", "post-receive", "post-update"}) {
            program(dir.resolve("mirrors/local-1.git/hooks").resolve(hook), script);
            program(origin.gitDir.resolve("hooks").resolve(hook), script);
        }
        Files.writeString(work.resolve("a.txt"), "changed\n");

        assertThat(mirror.push(committed().commit(), "mosaic/1-x", null))
                .isEqualTo(new Push.Done());

        assertThat(canary).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../outside", "sub/../../x", "sub/../a.txt", ".git/x"})
    void aLinkThatLeadsOutIsRefused(String target) throws IOException {
        Files.createSymbolicLink(work.resolve("out"), Path.of(target));

        assertThat(reasons()).contains("`out` is a link to `" + target + "`");
    }

    @Test
    void aLinkInsideIsStoredAsItsText() throws IOException {
        Files.createSymbolicLink(work.resolve("sub/in"), Path.of("../a.txt"));

        assertThat(mirror.diff(base, committed().commit(), 10_000))
                .contains("new file mode 120000")
                .contains("+../a.txt");
    }

    @Test
    void aFolderSwappedForALinkIsNotEntered() throws IOException {
        var secret = Files.createDirectory(dir.resolve("secret"));
        Files.writeString(secret.resolve("b.txt"), "secret");
        Folder.delete(work.resolve("sub"));
        Files.createSymbolicLink(work.resolve("sub"), secret);

        assertThat(reasons()).contains("`sub` is a link");
    }

    @Test
    void aWorktreeThatIsALinkIsNotEntered() throws IOException {
        Folder.delete(work);
        Files.createSymbolicLink(work, Path.of("/etc"));

        assertThat(catchThrowable(this::snapshot)).isInstanceOf(Failure.class);
    }

    @Test
    void aHardLinkIsRefused() throws IOException {
        var secret = Files.writeString(dir.resolve("secret"), "secret");
        Files.createLink(work.resolve("mine"), secret);

        assertThat(reasons()).contains("`mine` is a hard link");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sub/.git",
                "sub/.GIT",
                ".Git",
                "git~1",
                "GIT~1",
                ".g\u200cit",
                "sub/.git ",
                ".git.",
                "\u202e.git",
                ".git::$INDEX_ALLOCATION",
                ".git\\hooks",
                "sub\\.git",
                "sub\\..\\x"
            })
    void everySpellingOfAGitFolderIsRefused(String path) throws IOException {
        Files.createDirectories(work.resolve(path));
        Files.writeString(work.resolve(path).resolve("config"), "[core]\n");

        assertThat(snapshot()).isInstanceOf(Snapshot.Refused.class);
    }

    @Test
    void aGitFileThatNamesTheMirrorIsNotBelieved() throws IOException {
        var gitDir = dir.resolve("mirrors/local-1.git");
        Files.writeString(work.resolve(".git"), "gitdir: %s\n".formatted(gitDir));
        Files.writeString(work.resolve("a.txt"), "changed\n");

        assertThat(committed().files()).extracting(FileChange::path).containsExactly("a.txt");
        assertThat(mirror.branch("main")).contains(base);

        Files.createDirectory(work.resolve("nested"));
        Files.writeString(work.resolve("nested/.git"), "gitdir: %s\n".formatted(gitDir));
        assertThat(reasons()).contains("`nested/.git` is a git folder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".gitmodules",
                "sub/.GitModules",
                ".gitattributes",
                ".gitignore",
                ".mailmap",
                "GITMOD~1",
                "gi7eba~1",
                ".gitmodules. "
            })
    void whatGitObeysIsNoLink(String path) throws IOException {
        Files.createSymbolicLink(work.resolve(path), Path.of("a.txt"));

        assertThat(reasons()).contains("is a link, and git obeys this file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A.txt", "a.TXT", "SUB", "\u017fub"})
    void whatDiffersByTheCaseOfLettersIsRefused(String name) throws IOException {
        Files.createSymbolicLink(work.resolve(name), Path.of("elsewhere"));

        assertThat(reasons())
                .contains("`" + name + "` differs from its neighbour only in the case");
    }

    @Test
    void aFileMayGetAnotherSpelling() throws IOException {
        Files.move(work.resolve("a.txt"), work.resolve("A.txt"));

        assertThat(committed().files())
                .extracting(FileChange::path)
                .containsExactlyInAnyOrder("A.txt", "a.txt");
    }

    @Test
    void ofAModeOnlyTheRightToRunStays() throws Exception {
        program(work.resolve("tool"), "#!/bin/sh\n");
        var strange = new ProcessBuilder("chmod", "6777", work.resolve("tool").toString()).start();
        assertThat(strange.waitFor()).isZero();

        assertThat(mirror.diff(base, committed().commit(), 10_000))
                .contains("new file mode 100755");
    }

    @Test
    void controlCharactersInNamesAreRefusedAndNotRepeated() throws IOException {
        Files.writeString(work.resolve("a\u001b[31m\n.txt"), "x");

        assertThat(reasons()).contains("`a?[31m?.txt` has control characters");
    }

    @Test
    void pipesAndSocketsAreRefusedWithoutBeingOpened() throws Exception {
        var made =
                new ProcessBuilder("mkfifo", work.resolve("pipe").toString())
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(made).isZero();
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(work.resolve("sock")));

            assertThat(reasons()).contains("`pipe` is a pipe").contains("`sock` is a pipe");
        }
    }

    @Test
    void tooManyFilesAreRefusedWithTheirNumber() throws IOException {
        for (var i = 0; i < 10_000; i++) {
            Files.writeString(work.resolve("f" + i), "x");
        }

        assertThat(reasons()).contains("touches 10,000 files; at most 2,000 are allowed");
    }

    @Test
    void tooLargeAFileIsRefused() throws IOException {
        Files.write(work.resolve("big.bin"), new byte[11 << 20]);

        assertThat(reasons())
                .contains("`big.bin` has 11.0 MiB; at most 10.0 MiB are allowed in one file");
    }

    @Test
    void tooMuchInAllIsRefused() throws IOException {
        for (var i = 0; i < 6; i++) {
            Files.write(work.resolve("big" + i), new byte[9 << 20]);
        }

        assertThat(reasons()).contains("holds 54.0 MiB in all; at most 50.0 MiB are allowed");
    }

    @Test
    void aLargeFileWithHolesIsRefusedUnread() throws IOException {
        try (var file = new RandomAccessFile(work.resolve("hole").toFile(), "rw")) {
            file.setLength(1L << 40);
        }

        assertThat(reasons()).contains("`hole` has 1048576.0 MiB");
    }

    @Test
    void tooDeepAPathIsRefused() throws IOException {
        var deep = work;
        for (var i = 0; i < 41; i++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("f"), "x");

        assertThat(reasons()).contains("is more than 40 folders deep");
    }

    @Test
    void foldersWithoutAnEndAreNotEntered() throws IOException {
        var deep = work;
        for (var i = 0; i < 60; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }

        assertThat(reasons()).contains("is more than 40 folders deep");
    }

    @Test
    void aSubmoduleIsNotFilled() throws IOException {
        Files.writeString(work.resolve("module/file"), "x");

        assertThat(reasons()).contains("`module` is a submodule");
    }

    @Test
    void aHundredComplaintsAreCutToAFew() throws IOException {
        for (var i = 0; i < 100; i++) {
            Files.createSymbolicLink(work.resolve("l" + i), Path.of("/etc/passwd"));
        }

        assertThat(((Snapshot.Refused) snapshot()).reasons())
                .hasSize(21)
                .last()
                .isEqualTo("80 more paths were refused.");
    }

    @Test
    void aFiveMillionLineFileIsCountedWithoutDelay() throws IOException {
        Files.write(work.resolve("a.txt"), "\n".repeat(5_000_000).getBytes(ISO_8859_1));

        assertThat(committed().files())
                .containsExactly(new FileChange("a.txt", FileChange.Kind.MODIFIED, 0, 0));
    }

    private static void program(Path path, String script) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, script);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Snapshot snapshot() {
        return mirror.snapshot(work, base, REF, MESSAGE, CommitLimits.DEFAULT);
    }

    private Snapshot.Committed committed() {
        return (Snapshot.Committed) snapshot();
    }

    private String reasons() {
        return String.join("\n", ((Snapshot.Refused) snapshot()).reasons());
    }
}
