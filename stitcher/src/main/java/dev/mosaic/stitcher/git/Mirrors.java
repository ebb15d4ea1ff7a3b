package dev.mosaic.stitcher.git;

import java.nio.file.Path;

/** The bare mirrors of this node, one folder each below the work directory. Blocking. */
public final class Mirrors {
    private final Path folder;

    public Mirrors(Path folder) {
        this.folder = folder;
    }

    /** The mirror of a remote, made if it is not there yet. Does not fetch an existing one. */
    public Mirror open(Remote remote) {
        throw new UnsupportedOperationException(folder + remote.key());
    }
}
