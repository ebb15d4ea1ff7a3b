package dev.mosaic.stitcher.git;

/**
 * One file of a change.
 *
 * @param path relative to the root of the repository, with slashes
 * @param added lines added; 0 for a binary file
 * @param removed lines removed; 0 for a binary file
 */
public record FileChange(String path, Kind kind, int added, int removed) {

    /** What happened to the file. A rename is a removal and an addition. */
    public enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }
}
