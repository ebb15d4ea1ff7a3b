package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.text.Endings;

/** How a job came to its end by itself. */
sealed interface Ending {
    /** The change is proposed. @param summary one line for people */
    record Completed(String summary) implements Ending {}

    /** It did not come to a change that could be proposed. */
    record Failed(Endings sentence) implements Ending {}
}
