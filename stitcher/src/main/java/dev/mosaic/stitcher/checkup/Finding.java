package dev.mosaic.stitcher.checkup;

/** One line of a checkup. */
public sealed interface Finding {
    /** What was looked at and how it stands, in one sentence. */
    String text();

    /** As it should be. */
    record Fine(String text) implements Finding {}

    /**
     * It works, but somebody should know.
     *
     * @param cure the setting or command that mends it
     */
    record Warning(String text, String cure) implements Finding {}

    /**
     * It does not work.
     *
     * @param cure the setting or command that mends it
     */
    record Trouble(String text, String cure) implements Finding {}
}
