package dev.mosaic.stitcher.git;

import java.util.Arrays;
import java.util.List;

/**
 * A piece that a change adds to a file: lines that follow each other, or a whole file that is no
 * text.
 *
 * @param path of the file
 * @param firstLine the number of its first line in the new file, from 1
 * @param bytes as they stand there; for a link what it points to
 */
public record Addition(String path, int firstLine, byte[] bytes) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Addition addition
                && path.equals(addition.path)
                && firstLine == addition.firstLine
                && Arrays.equals(bytes, addition.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The place alone: nobody has looked at the bytes yet. */
    @Override
    public String toString() {
        return path + ":" + firstLine;
    }

    /**
     * All that a change adds.
     *
     * @param tooLarge paths whose content is larger than the caller wanted to see
     */
    public record All(List<Addition> pieces, List<String> tooLarge) {
        public All {
            pieces = List.copyOf(pieces);
            tooLarge = List.copyOf(tooLarge);
        }
    }
}
