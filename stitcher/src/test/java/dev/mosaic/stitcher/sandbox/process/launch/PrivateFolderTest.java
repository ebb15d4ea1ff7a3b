package dev.mosaic.stitcher.sandbox.process.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
    @TempDir Path folder;

    @Test
    void aFullDiskIsNamedAndLeavesNothingBehind() throws Exception {
        assumeThat(mount(folder))
                .as("A FULL DISK IS NOT TESTED: this needs root and the right to mount")
                .isTrue();
        try {
            var mark = Mark.create(new Owner("n", "i", "j", 1, "a"), Long.MAX_VALUE);

            assertThatThrownBy(() -> PrivateFolder.create(folder, mark))
                    .isInstanceOf(Failure.Later.class)
                    .hasMessageContaining("full")
                    .hasMessageContaining("mosaic.sandbox.folder");
            assertThat(folder).isEmptyDirectory();
        } finally {
            run("umount", folder.toString());
        }
    }

    /** A disk with room for one folder besides its root. */
    private static boolean mount(Path folder) throws Exception {
        return Tools.asRoot()
                && run(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "size=64k,nr_inodes=2",
                                "tmpfs",
                                folder.toString())
                        == 0;
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
