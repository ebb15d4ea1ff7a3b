package dev.mosaic.stitcher.engine;

/** Something that an engine tells while it works. Untrusted text. */
public sealed interface EngineEvent {
    /** A new turn of the model begins. @param number from 1 */
    record TurnStarted(int number) implements EngineEvent {}

    /** The agent used a tool. @param summary one line */
    record ToolUsed(String tool, String summary, boolean succeeded) implements EngineEvent {}

    /** The agent said something, or the engine has a remark. */
    record Note(String text) implements EngineEvent {}
}
