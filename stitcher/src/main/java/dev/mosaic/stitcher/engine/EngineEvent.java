package dev.mosaic.stitcher.engine;

/** Something that an engine tells while it works. Untrusted text. */
public sealed interface EngineEvent {
    /** A new turn of the model begins. @param number from 1 */
    record TurnStarted(int number) implements EngineEvent {}

    /** The agent used a tool. @param summary one line */
    record ToolUsed(String tool, String summary, boolean succeeded) implements EngineEvent {}

    /**
     * Tokens of the whole run so far. Only ever grows, and only as true as the engine.
     *
     * @param input without those that were cached
     * @param cacheRead input that was read from a cache
     * @param cacheWrite input that was written to one
     */
    record Usage(long input, long output, long cacheRead, long cacheWrite) implements EngineEvent {
        public static final Usage NOTHING = new Usage(0, 0, 0, 0);
    }

    /**
     * How full the model's window was in the latest turn. Falls when the conversation is
     * summarised.
     *
     * @param used tokens that the model read, those from and into a cache among them
     * @param window how many it can read at once; positive
     */
    record Context(long used, long window) implements EngineEvent {}

    /**
     * The model has read every steer up to and with the one of that id: see {@link Steering}. Told
     * when an answer shows it, not when it was sent.
     */
    record Steered(long upTo) implements EngineEvent {}

    /** The agent said something, or the engine has a remark. */
    record Note(String text) implements EngineEvent {}
}
