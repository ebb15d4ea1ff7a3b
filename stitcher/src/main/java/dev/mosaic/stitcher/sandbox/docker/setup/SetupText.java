package dev.mosaic.stitcher.sandbox.docker.setup;

import dev.mosaic.stitcher.sandbox.usage.OutputEnd;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What a person is told of a setup that failed; its output is untrusted. */
final class SetupText {
    private static final int LONGEST = 700;
    private static final int LONGEST_COMMAND = 160;
    private static final int MOST = 5;

    private SetupText() {}

    /** A line as people may read it. */
    static String command(String run) {
        var line = run.replaceAll("[\\p{Cntrl}\\p{Cf}`]+", " ").strip();
        return "`%s`"
                .formatted(
                        line.length() <= LONGEST_COMMAND
                                ? line
                                : line.substring(0, LONGEST_COMMAND) + "…");
    }

    static String end(String output) {
        var end = OutputEnd.of(output, Integer.MAX_VALUE, LONGEST);
        return end.isEmpty() ? " It printed nothing." : " The end of its output: " + end;
    }

    /** What it was kept from reaching. */
    static String blocked(Collection<String> targets) {
        return targets.isEmpty()
                ? ""
                : " It was kept from reaching %s: a setup reaches the mirrors of mosaic.sandbox.docker.mirrors and nothing else. If that is where a mirror has its files, name it in `files` of that mirror."
                        .formatted(
                                targets.stream()
                                        .sorted()
                                        .limit(MOST)
                                        .collect(Collectors.joining(", ")));
    }

    /** What was asked for and is not there. @param absent paths; hostile */
    static String absent(List<String> absent) {
        return absent.isEmpty()
                ? ""
                : " The mirrors do not have %s: let one of mosaic.sandbox.docker.mirrors have it, for it is looked for nowhere else."
                        .formatted(
                                absent.stream()
                                        .skip(Math.max(0, absent.size() - MOST))
                                        .map(SetupText::command)
                                        .collect(Collectors.joining(", ")));
    }
}
