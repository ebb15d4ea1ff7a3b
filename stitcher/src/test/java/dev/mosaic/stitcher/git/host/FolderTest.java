package dev.mosaic.stitcher.git.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What is held stays what it is, whatever somebody does with its name. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
@Isolated("it counts the open files of this JVM")
class FolderTest {
    private static final Path A = Path.of("a");

    @TempDir Path dir;
    private Path work;
    private Path secret;

    @BeforeEach
    void make() throws IOException {
        work = Files.createDirectories(dir.resolve("work/sub")).getParent();
        Files.writeString(work.resolve("sub/a"), "mine");
        secret = Files.createDirectory(dir.resolve("secret"));
        Files.writeString(secret.resolve("a"), "secret");
        Files.createSymbolicLink(secret.resolve("link"), Path.of("secret"));
    }

    @Test
    void aFileIsReadThoughItsNameIsAnothersByNow() throws IOException {
        try (var folder = Folder.open(work.resolve("sub"));
                var file = folder.file(A)) {
            Files.move(work.resolve("sub/a"), work.resolve("sub/b"));
            Files.createLink(work.resolve("sub/a"), secret.resolve("a"));

            assertThat(file.hardLinks()).isEqualTo(1);
            try (var in = file.read()) {
                assertThat(in).hasContent("mine");
            }
        }
    }

    @Test
    void aPipeInThePlaceOfAFileIsNotWaitedFor() throws Exception {
        pipe(work.resolve("sub/p"));
        try (var folder = Folder.open(work.resolve("sub"))) {
            assertThatThrownBy(() -> folder.file(Path.of("p")))
                    .isInstanceOf(Folder.NotRegular.class);
        }
    }

    @Test
    void aLinkInThePlaceOfAFileOrFolderIsNotFollowed() throws IOException {
        Files.createSymbolicLink(work.resolve("file"), secret.resolve("a"));
        Files.createSymbolicLink(work.resolve("folder"), secret);
        try (var folder = Folder.open(work)) {
            assertThatThrownBy(() -> folder.file(Path.of("file")))
                    .isInstanceOf(Folder.NotRegular.class);
            assertThatThrownBy(() -> folder.child(Path.of("folder")))
                    .isInstanceOf(NotDirectoryException.class);
            assertThatThrownBy(() -> folder.file(Path.of("nothing")))
                    .isInstanceOf(NoSuchFileException.class);
        }
        assertThatThrownBy(() -> Folder.open(work.resolve("folder")))
                .isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void aFolderIsStillItselfAfterItsNameBecameALink() throws IOException {
        Files.createSymbolicLink(work.resolve("sub/link"), Path.of("mine"));
        try (var top = Folder.open(work);
                var folder = top.child(Path.of("sub"))) {
            Files.move(work.resolve("sub"), dir.resolve("away"));
            Files.createSymbolicLink(work.resolve("sub"), secret);

            assertThat(folder.names(10)).containsExactlyInAnyOrder(A, Path.of("link"));
            assertThat(folder.link(Path.of("link"))).hasToString("mine");
            try (var file = folder.file(A);
                    var in = file.read()) {
                assertThat(in).hasContent("mine");
            }
        }
    }

    @Test
    void namesThatAreNotAsciiAreHeldToo() throws IOException {
        var name = TreePaths.onDisk("caf\u00e9\u00ff");
        Files.writeString(work.resolve(name), "latin");
        try (var folder = Folder.open(work);
                var file = folder.file(name);
                var in = file.read()) {
            assertThat(in).hasContent("latin");
        }
    }

    @Test
    void nothingStaysOpen() throws IOException {
        var before = open();
        for (var i = 0; i < 50; i++) {
            try (var folder = Folder.open(work);
                    var child = folder.child(Path.of("sub"));
                    var file = child.file(A);
                    var in = file.read()) {
                assertThat(in).hasContent("mine");
            }
            assertThatThrownBy(() -> Folder.open(work.resolve("sub/a")))
                    .isInstanceOf(NotDirectoryException.class);
            Folder.delete(Files.createDirectories(dir.resolve("gone/x")).getParent());
        }
        assertThat(open()).isLessThan(before + 50);
    }

    @Test
    void deletingUnlocksFoldersOfTheTreeAndNoOther() throws IOException {
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.createSymbolicLink(work.resolve("link"), secret);
        Files.setPosixFilePermissions(
                work.resolve("sub"), PosixFilePermissions.fromString("---------"));

        Folder.delete(work);

        assertThat(work).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("r-xr-xr-x");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static long open() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static void pipe(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    }
}
