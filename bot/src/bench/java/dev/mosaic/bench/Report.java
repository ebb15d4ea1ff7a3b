package dev.mosaic.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the run found, for people: on the terminal, and as {@code report.md}. */
final class Report {
    private final List<Line> lines = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param goal empty where there is none
     * @param verdict {@code met}, {@code not met}, or empty where there is no goal
     */
    record Line(
            String figure, String what, String goal, String value, String verdict, String remark) {}

    /** A value that has a goal. */
    void goal(String figure, String what, String goal, String value, boolean met, String remark) {
        lines.add(new Line(figure, what, goal, value, met ? "met" : "**not met**", remark));
    }

    /** A value to compare with. */
    void value(String figure, String what, String value, String remark) {
        lines.add(new Line(figure, what, "", value, "", remark));
    }

    /** Something that was left out, or that a reader must know. */
    void note(String note) {
        notes.add(note);
    }

    static String millis(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f ms" : "%.0f ms", value);
    }

    static String perSecond(double value) {
        return String.format(Locale.ROOT, "%.0f/s", value);
    }

    static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    String markdown() {
        var text = new StringBuilder();
        text.append(
                "| figure | what | goal | value | verdict | remark |\n|---|---|---|---|---|---|\n");
        for (var line : lines) {
            text.append("| ")
                    .append(
                            String.join(
                                    " | ",
                                    line.figure(),
                                    line.what(),
                                    line.goal(),
                                    line.value(),
                                    line.verdict(),
                                    line.remark()))
                    .append(" |\n");
        }
        notes.forEach(note -> text.append("\n- ").append(note.replace('\n', ' ')));
        return text.append('\n').toString();
    }

    void write(Path file) throws IOException {
        Files.writeString(file, markdown());
    }
}
