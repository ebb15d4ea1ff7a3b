package dev.mosaic.bot.terminal;

import java.util.Map;
import java.util.function.IntSupplier;

/**
 * What the screen can do.
 *
 * @param live true if lines can be drawn anew in place
 * @param bold true if text may be emphasised
 * @param width columns of the screen now
 */
record Look(boolean live, boolean bold, IntSupplier width) {
    /** Lines without any escape sequence, for pipes, files and dumb terminals. */
    static final Look PLAIN = new Look(false, false, () -> 80);

    /**
     * @param isTerminal true if input and output are both a terminal
     * @param environment of this process: {@code TERM=dumb} and {@code NO_COLOR} are respected
     */
    static Look of(boolean isTerminal, Map<String, String> environment, IntSupplier width) {
        if (!isTerminal || environment.getOrDefault("TERM", "").equals("dumb")) {
            return PLAIN;
        }
        var noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Look(true, !noColour, width);
    }
}
