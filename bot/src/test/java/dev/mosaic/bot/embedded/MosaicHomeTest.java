package dev.mosaic.bot.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MosaicHomeTest {
    @TempDir Path temp;

    @Test
    void theFolderIsMadeForItsOwnerAlone() throws Exception {
        try (var home = MosaicHome.open(temp.resolve("a/b").toString())) {
            assertThat(Files.getPosixFilePermissions(home.folder()))
                    .containsExactlyInAnyOrder(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE);
        }
    }

    @Test
    void aFileInItsPlaceIsRefusedWithTheSetting() throws Exception {
        var file = Files.writeString(temp.resolve("file"), "");

        assertThatThrownBy(() -> MosaicHome.open(file.toString()))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining(file + " is a file, not a folder")
                .hasMessageContaining("MOSAIC_HOME=/some/folder");
    }

    /** /proc refuses new files even to root, for whom no ordinary folder is closed. */
    @Test
    void aFolderThatTakesNoFilesIsRefusedWithTheSetting() {
        assertThatThrownBy(() -> MosaicHome.open("/proc"))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("cannot use its folder /proc")
                .hasMessageContaining("MOSAIC_HOME=/some/folder");
    }

    @Test
    void aFolderBelowAFileIsRefused() throws Exception {
        var file = Files.writeString(temp.resolve("file"), "");

        assertThatThrownBy(() -> MosaicHome.open(file.resolve("below").toString()))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("MOSAIC_HOME=/some/folder");
    }

    @Test
    void lettersThatTheLocaleDoesNotKnowAreRefusedWithTheCure() {
        assertThatThrownBy(() -> MosaicHome.open("/tmp/\0"))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("LC_ALL=C.UTF-8");
    }

    @Test
    void theSecondHolderInOneProcessIsRefusedToo() {
        try (var first = MosaicHome.open(temp.toString())) {
            assertThatThrownBy(() -> MosaicHome.open(temp.toString()))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("as process " + ProcessHandle.current().pid());
            assertThat(first.folder()).isDirectory();
        }
    }

    @Test
    void theHoldEndsWithClose() {
        var first = MosaicHome.open(temp.toString());
        first.close();
        first.close();

        MosaicHome.open(temp.toString()).close();
        assertThat(temp.resolve("mosaic.lock")).exists();
    }

    @Test
    void theDefaultLiesBelowTheUsersHome() {
        assertThat(MosaicHome.DEFAULT)
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local", "share", "mosaic"));
    }
}
