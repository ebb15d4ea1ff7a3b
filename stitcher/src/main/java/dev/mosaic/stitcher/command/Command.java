package dev.mosaic.stitcher.command;

/** Everything that can be asked of Mosaic, whatever door it came through. */
public sealed interface Command {
    /** What can be asked. */
    record Help() implements Command {}
}
