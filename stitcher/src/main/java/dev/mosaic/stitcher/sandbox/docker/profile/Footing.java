package dev.mosaic.stitcher.sandbox.docker.profile;

import java.util.Map;
import java.util.Set;

/** Where the processes of a container stand when they begin, and what they may write to there. */
public sealed interface Footing {
    Footing WORK_FOLDER = new WorkFolder();

    /** In the one folder of this machine that it has, at the path that it has here. */
    record WorkFolder() implements Footing {}

    /** The same at another path. */
    record At(String path) implements Footing {}

    /**
     * In a folder of its image; it has no folder of this machine.
     *
     * @param environment besides the image's own
     * @param inMemory folders that it may write to, each of them in memory and gone with it
     */
    record OfImage(String path, Map<String, String> environment, Set<String> inMemory)
            implements Footing {}
}
