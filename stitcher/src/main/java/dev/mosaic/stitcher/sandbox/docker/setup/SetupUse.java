package dev.mosaic.stitcher.sandbox.docker.setup;

import dev.mosaic.stitcher.sandbox.mirror.MirrorUse;
import java.nio.file.Path;

/** What a container has to do with a setup, beyond what its spec says. */
public sealed interface SetupUse {
    SetupUse NONE = new None();

    /** Nothing: HOME begins empty. */
    record None() implements SetupUse {}

    /** HOME begins with what a setup left. @param home that of the setup, which stays as it is */
    record FromCache(Path home) implements SetupUse {}

    /**
     * The setup itself runs in it: it fills a folder and may read of mirrors.
     *
     * @param home the folder
     * @param mirrors hears what is fetched
     */
    record Running(Path home, MirrorUse mirrors) implements SetupUse {}
}
