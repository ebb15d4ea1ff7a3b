package dev.mosaic.stitcher.secrets;

import dev.mosaic.stitcher.secrets.view.BinaryText;

/**
 * A text that is looked at.
 *
 * @param name a path, or what the text is instead of a file
 * @param file true if the name is a path
 * @param firstLine the number of its first line
 */
public record Source(String name, boolean file, int firstLine, String text) {
    /** A part of a file, from one of its lines on. */
    public static Source lines(String path, int firstLine, String text) {
        return new Source(path, true, firstLine, text);
    }

    /** A part of a file of any kind; of what is no text, all that can be read. */
    public static Source bytes(String path, int firstLine, byte[] bytes) {
        return new Source(path, true, firstLine, BinaryText.of(bytes));
    }

    /** Something that is no file, such as a commit message. */
    public static Source named(String name, String text) {
        return new Source(name, false, 1, text);
    }

    /** Its name alone: the text may hold secrets. */
    @Override
    public String toString() {
        return "Source[" + name + "]";
    }
}
