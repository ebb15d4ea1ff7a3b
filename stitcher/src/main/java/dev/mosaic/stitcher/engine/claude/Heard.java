package dev.mosaic.stitcher.engine.claude;

/** What came of asking the model once. */
sealed interface Heard permits Answer, Trouble {}
