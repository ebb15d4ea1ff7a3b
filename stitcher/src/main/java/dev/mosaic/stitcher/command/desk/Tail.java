package dev.mosaic.stitcher.command.desk;

/**
 * The end of a long output, as much of it as fits into a message.
 *
 * @param cut true if something came before it
 */
record Tail(String text, boolean cut) {
    static final Tail EMPTY = new Tail("", false);

    private static final int CHARACTERS = 3_000;
    private static final int LINES = 40;

    Tail and(String more) {
        var whole = text + (more.length() > CHARACTERS ? more.substring(start(more)) : more);
        var from = Math.max(lineStart(whole), whole.length() - CHARACTERS);
        if (from > 0 && from < whole.length() && Character.isLowSurrogate(whole.charAt(from))) {
            from++;
        }
        return new Tail(whole.substring(from), cut || from > 0 || more.length() > CHARACTERS);
    }

    private static int start(String more) {
        return more.length() - CHARACTERS;
    }

    /** Where the last 40 lines begin. */
    private static int lineStart(String text) {
        var lines = 0;
        for (var i = text.length() - 2; i >= 0; i--) {
            if (text.charAt(i) == '\n' && ++lines == LINES) {
                return i + 1;
            }
        }
        return 0;
    }
}
