package dev.mosaic.stitcher.sandbox.docker.setup;

import java.util.Collection;
import java.util.stream.Collectors;

/** What a person is told of a setup that failed; its output is untrusted. */
final class SetupText {
    private static final int LONGEST = 700;
    private static final int LONGEST_COMMAND = 160;
    private static final int MOST = 5;

    private SetupText() {}

    /** As people may read it. */
    static String command(String run) {
        var line = run.replaceAll("[\\p{Cntrl}\\p{Cf}`]+", " ").strip();
        return "`%s`"
                .formatted(
                        line.length() <= LONGEST_COMMAND
                                ? line
                                : line.substring(0, LONGEST_COMMAND) + "…");
    }

    /** The end of what it printed, on one line. */
    static String end(String output) {
        var line =
                output.lines()
                        .map(it ->
                                it.replaceAll(
                                        "\\p{Cntrl}\\[[0-9;]*[A-Za-z]|[\\p{Cntrl}\\p{Cf}]", ""))
                        .map(String::strip)
                        .filter(it -> !it.isEmpty())
                        .collect(Collectors.joining(" | "));
        if (line.isEmpty()) {
            return " It printed nothing.";
        }
        return " The end of its output: "
                + (line.length() <= LONGEST
                        ? line
                        : "… " + line.substring(line.length() - LONGEST));
    }

    /** What it was kept from reaching. */
    static String blocked(Collection<String> targets) {
        return targets.isEmpty()
                ? ""
                : " It was kept from reaching %s: a setup reaches the mirrors of mosaic.sandbox.docker.mirrors and nothing else."
                        .formatted(
                                targets.stream()
                                        .sorted()
                                        .limit(MOST)
                                        .collect(Collectors.joining(", ")));
    }
}
