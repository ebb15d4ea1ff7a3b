package dev.mosaic.stitcher.forge.local;

import dev.mosaic.stitcher.failure.Failure;

/** What a text must be before it goes into a table. */
final class Stored {
    private static final int LONGEST = 1 << 20;

    private Stored() {}

    /** The text with U+FFFD for U+0000, which PostgreSQL cannot hold. */
    static String text(String text) {
        if (text.length() > LONGEST) {
            throw new Failure.Never(
                    "The text has %,d characters; at most %,d are kept. Shorten it."
                            .formatted(text.length(), LONGEST),
                    null);
        }
        return text.replace('\0', '\uFFFD');
    }
}
