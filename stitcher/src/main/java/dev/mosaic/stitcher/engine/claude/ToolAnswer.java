package dev.mosaic.stitcher.engine.claude;

/**
 * What a tool gives back.
 *
 * @param tool as it is told to people
 * @param summary one line for people
 * @param content for the model
 */
record ToolAnswer(String tool, String summary, boolean succeeded, String content) {}
