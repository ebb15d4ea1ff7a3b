package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.sandbox.mirror.MirrorUse;
import java.nio.file.Path;

/** What a container is opened for, beyond what its spec says. */
sealed interface Wish {
    Wish NOTHING = new Nothing();

    /** HOME begins empty. */
    record Nothing() implements Wish {}

    /** It begins with what a setup left. @param prepared the setup's HOME, which stays as it is */
    record Begin(Path prepared) implements Wish {}

    /**
     * It is a setup, which fills a folder and may read of mirrors.
     *
     * @param home the folder
     * @param use hears what is fetched
     */
    record Fill(Path home, MirrorUse use) implements Wish {}
}
