package dev.mosaic.stitcher.engine.cli;

import tools.jackson.databind.JsonNode;

/**
 * The lines of one program. Each line may hold anything: what is missing or of another kind reads
 * as empty.
 */
interface Dialect {
    /**
     * @param type of the line, may be empty
     * @return false for a type that it does not know
     */
    boolean read(String type, JsonNode line, Story story);

    /** After the last line. */
    default void end(Story story) {}

    /** True if a run that went well always says so in its last line. */
    boolean concludes();
}
