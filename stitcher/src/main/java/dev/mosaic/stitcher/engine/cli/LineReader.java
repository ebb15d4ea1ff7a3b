package dev.mosaic.stitcher.engine.cli;

/** Understands what one program prints in one run. Not for several threads. */
interface LineReader {
    /** Before the first line. */
    default void begin(Story story) {}

    /** One line without its end. Never throws, whatever it holds. */
    void read(String line, Story story);

    /** After the last line: tells what is still to be told. */
    default void end(Story story) {}

    /** True if a run that went well always says so in its last line. */
    boolean concludes();
}
