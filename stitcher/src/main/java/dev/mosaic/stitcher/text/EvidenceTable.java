package dev.mosaic.stitcher.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the gates ran, as a Markdown table whose columns also line up on a terminal. */
public final class EvidenceTable {
    private static final List<String> HEAD =
            List.of("round", "gate", "command", "exit", "took", "verdict");

    private EvidenceTable() {}

    /** The table with one row per gate and round, or a sentence if no gate ran. */
    public static String markdown(List<Evidence> evidence) {
        if (evidence.isEmpty()) {
            return "No gate has run.";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        for (var one : evidence) {
            rows.add(row(one));
        }
        return draw(rows);
    }

    private static List<String> row(Evidence one) {
        return List.of(
                String.valueOf(one.round()),
                cell(Inert.markdownLine(one.gate(), 40)),
                cell(Inert.code(one.command(), 80)),
                one.exit() == null ? "" : one.exit().toString(),
                one.took() == null ? "" : Spell.duration(one.took()),
                one.result().name().toLowerCase(Locale.ROOT));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String draw(List<List<String>> rows) {
        var widths = new int[HEAD.size()];
        for (var row : rows) {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var result = new StringBuilder();
        for (var row : rows) {
            for (var i = 0; i < widths.length; i++) {
                var text = row.get(i);
                result.append("| ").append(text).repeat(' ', widths[i] - text.length()).append(' ');
            }
            result.append("|\n");
            if (row == HEAD) {
                for (var width : widths) {
                    result.append('|').repeat('-', width + 2);
                }
                result.append("|\n");
            }
        }
        return result.substring(0, result.length() - 1);
    }
}
