package dev.mosaic.stitcher.sandbox.docker.setup;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.cache.SetupSettings;
import dev.mosaic.stitcher.sandbox.cache.SetupSettings.Layers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether containers read what a setup left through layers of their own, which are in a folder of
 * this machine.
 *
 * @param folder where layers and copies are
 * @param wanted as the settings say
 */
public record Layering(Path folder, Layers wanted) {
    /** File systems that take no layer of overlayfs above themselves, or not before Linux 5.x. */
    private static final Set<String> WITHOUT_LAYERS =
            Set.of("overlay", "overlayfs", "fuse.fuse-overlayfs", "ecryptfs", "nfs", "nfs4", "zfs");

    /** As an instance is set. */
    public static Layering of(SandboxSettings sandboxes, SetupSettings setups) {
        return new Layering(
                sandboxes.folder().resolve("layers").toAbsolutePath().normalize(), setups.layers());
    }

    /** Otherwise each container gets a copy. */
    boolean isPossible() {
        return switch (wanted) {
            case OVERLAY -> true;
            case COPY -> false;
            case AUTO -> !WITHOUT_LAYERS.contains(fileSystem());
        };
    }

    private String fileSystem() {
        try {
            Files.createDirectories(folder);
            return Files.getFileStore(folder).type();
        } catch (IOException e) {
            throw refused(e.toString(), e);
        }
    }

    /** When something cannot be written there. */
    static Failure.Never refused(String what, @Nullable Throwable e) {
        return new Failure.Never(
                "The HOME of a container cannot be made: %s. Let mosaic.sandbox.folder name a folder that Mosaic may write to, on a disk with room."
                        .formatted(what),
                e);
    }
}
