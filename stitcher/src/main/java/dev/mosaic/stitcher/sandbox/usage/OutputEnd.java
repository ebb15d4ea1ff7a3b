package dev.mosaic.stitcher.sandbox.usage;

import java.util.List;

/** The end of what a program printed, as a message can quote it. */
public final class OutputEnd {
    private static final String UNSEEN = "\\p{Cntrl}\\[[0-9;]*[A-Za-z]|[\\p{Cntrl}\\p{Cf}]";

    private OutputEnd() {}

    /**
     * One line without colours and characters that are not seen; empty if nothing was printed.
     *
     * @param lines the most lines that are joined into it
     * @param longest the most characters
     */
    public static String of(String output, int lines, int longest) {
        var seen =
                output.lines()
                        .map(it -> it.replaceAll(UNSEEN, "").strip())
                        .filter(it -> !it.isEmpty())
                        .toList();
        var line = String.join(" | ", last(seen, lines));
        return line.length() <= longest ? line : "… " + line.substring(line.length() - longest);
    }

    private static List<String> last(List<String> lines, int most) {
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }
}
