package dev.mosaic.bot.terminal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A terminal as far as the screen uses one: what a person sees after all bytes were drawn. Knows
 * only narrow characters, and refuses every sequence that it does not know.
 */
final class FakeTty {
    private static final Pattern SEQUENCE =
            Pattern.compile("\u001B(?:\\[(\\??[0-9]*)([A-Za-z])|([78]))");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final int width;
    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private int savedRow;
    private int savedColumn;
    private boolean wraps = true;
    private int drawn;

    FakeTty(int width) {
        this.width = width;
    }

    PrintStream out() {
        return out;
    }

    /** Every byte so far. */
    String raw() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A person types; the terminal echoes it. */
    void type(String keys) {
        out.print(keys);
    }

    /** The rows that a person sees, without trailing space and empty rows at the end. */
    String seen() {
        draw();
        var seen = new StringBuilder();
        rows.forEach(it -> seen.append(it.toString().stripTrailing()).append('\n'));
        return seen.toString().stripTrailing();
    }

    /** Where the cursor stands, as {@code row:column} from 0. */
    String cursor() {
        draw();
        return row + ":" + column;
    }

    private void draw() {
        var text = raw();
        var sequence = SEQUENCE.matcher(text);
        for (var i = drawn; i < text.length(); ) {
            if (text.charAt(i) == '\u001B') {
                if (!sequence.find(i) || sequence.start() != i) {
                    throw new AssertionError("unknown sequence at " + i);
                }
                obey(sequence.group(1), sequence.group(2), sequence.group(3));
                i = sequence.end();
            } else {
                print(text.charAt(i));
                i++;
            }
        }
        drawn = text.length();
    }

    private void obey(String number, String letter, String digit) {
        if (digit != null) {
            saveOrRestore(digit);
            return;
        }
        switch (letter) {
            case "A" -> {
                var up = Integer.parseInt(number);
                if (up > row) {
                    throw new AssertionError("the cursor left the screen");
                }
                row -= up;
            }
            case "K" -> eraseRestOfRow();
            case "J" -> {
                eraseRestOfRow();
                while (rows.size() > row + 1) {
                    rows.removeLast();
                }
            }
            case "h" -> wraps = true;
            case "l" -> wraps = false;
            case "m" -> {}
            default -> throw new AssertionError("unknown sequence " + letter);
        }
    }

    private void saveOrRestore(String digit) {
        if (digit.equals("7")) {
            savedRow = row;
            savedColumn = column;
        } else {
            row = savedRow;
            column = savedColumn;
        }
    }

    private void eraseRestOfRow() {
        var line = rows.get(row);
        line.setLength(Math.min(line.length(), column));
    }

    private void print(char c) {
        if (c == '\r') {
            column = 0;
        } else if (c == '\n') {
            down();
            column = 0;
        } else if (c < ' ') {
            throw new AssertionError("control character " + (int) c);
        } else {
            if (column == width) {
                if (!wraps) {
                    return;
                }
                down();
                column = 0;
            }
            var line = rows.get(row);
            while (line.length() <= column) {
                line.append(' ');
            }
            line.setCharAt(column, c);
            column++;
        }
    }

    private void down() {
        row++;
        if (row == rows.size()) {
            rows.add(new StringBuilder());
        }
    }
}
