package dev.mosaic.stitcher.context;

import java.util.ArrayList;
import java.util.List;

/** Looks at texts, and remembers in which of them something was hidden. */
final class Sight {
    private static final int MAX_TEXT = 32 << 10;

    private final List<String> hidden = new ArrayList<>();

    String of(String where, String text) {
        var shown = Shown.of(cut(text));
        if (shown.invisible() > 0) {
            hidden.add(
                    "%s held invisible characters (%d), which were taken out"
                            .formatted(where, shown.invisible()));
        }
        if (shown.comments() > 0) {
            hidden.add(
                    "%s holds HTML comments (%d), which its page does not show"
                            .formatted(where, shown.comments()));
        }
        return shown.text();
    }

    /** A sentence for each text that held something. */
    List<String> hidden() {
        return hidden;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "\n[cut]";
    }
}
