package dev.mosaic.stitcher.command.language;

import dev.mosaic.stitcher.command.Command;

/** What {@link CommandParser} made of a text. */
public sealed interface Parsed {
    /** Nobody asked Mosaic for anything. */
    record NotForUs() implements Parsed {}

    record Understood(Command command) implements Parsed {}

    /**
     * Addressed to Mosaic, but no command.
     *
     * @param what a sentence: what is wrong
     * @param hint a sentence: what to write instead
     */
    record Misunderstood(String what, String hint) implements Parsed {}
}
