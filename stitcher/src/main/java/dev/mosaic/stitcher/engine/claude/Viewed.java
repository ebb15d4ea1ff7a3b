package dev.mosaic.stitcher.engine.claude;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Turns what the script of {@code view} prints into what the model reads. */
final class Viewed {
    private Viewed() {}

    /**
     * @param from the number of the first line that is shown
     * @param mostNames how many names of a folder the script prints at most
     */
    static String of(String printed, int from, int mostNames) {
        var head = printed.indexOf('\n');
        var first = head < 0 ? printed : printed.substring(0, head);
        var rest = head < 0 ? "" : printed.substring(head + 1);
        return first.equals("folder") ? folder(rest, mostNames) : file(first, rest, from);
    }

    private static String folder(String names, int most) {
        var list =
                names.lines()
                        .map(it -> it.startsWith("./") ? it.substring(2) : it)
                        .filter(it -> !it.equals("."))
                        .collect(Collectors.joining("\n"));
        if (list.isEmpty()) {
            return "[The folder is empty, or holds hidden files only.]";
        }
        return names.lines().count() < most
                ? list
                : list + "\n[… more names than %d; view a folder in it.]".formatted(most);
    }

    private static String file(String head, String text, int from) {
        var ends = head.substring(head.indexOf(' ') + 1);
        if (text.isEmpty()) {
            return from == 1
                    ? "[The file is empty.]"
                    : "[Line %d is beyond the end: the file has %s line ends.]"
                            .formatted(from, ends);
        }
        var numbered = new StringBuilder();
        var number = from;
        var cut = false;
        for (var line : (Iterable<String>) text.lines()::iterator) {
            if (numbered.length() + line.length() > Toolbox.MOST_OUTPUT) {
                numbered.append(line, 0, Math.max(0, Toolbox.MOST_OUTPUT - numbered.length() - 16));
                cut = true;
                break;
            }
            numbered.append("%6d\t%s\n".formatted(number++, line));
        }
        // the last character may have been cut in two
        if (cut || text.getBytes(StandardCharsets.UTF_8).length > Toolbox.MOST_OUTPUT - 4) {
            numbered.append(
                    "\n[… cut after 64 KB. The file has %s line ends; view_range shows other parts.]"
                            .formatted(ends));
        }
        return numbered.toString();
    }
}
