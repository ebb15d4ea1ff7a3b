package dev.mosaic.bot.terminal;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.text.Inert;
import dev.mosaic.stitcher.text.StatusView;
import java.io.PrintStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one writer to the console. On a live screen the lowest lines are ours: one bar per job that
 * is not over, then the prompt; everything else is printed above them. Otherwise nothing is ever
 * drawn twice. Thread-safe.
 */
final class TerminalScreen {
    static final String PROMPT = "mosaic> ";

    private static final int BARS_SHOWN = 8;
    private static final String ERASE_REST_OF_LINE = "\u001B[K";
    private static final String ERASE_BELOW = "\u001B[J";
    private static final String SAVE_CURSOR = "\u001B7";
    private static final String RESTORE_CURSOR = "\u001B8";

    /** A bar must not wrap, also when the window became narrower meanwhile. */
    private static final String WRAP_OFF = "\u001B[?7l";

    private static final String WRAP_ON = "\u001B[?7h";

    private final PrintStream out;
    private final Look look;
    private final Clock clock;
    private final Map<JobId, StatusView> bars = new LinkedHashMap<>();
    private int barLines;
    private boolean prompting;

    TerminalScreen(PrintStream out, Look look, Clock clock) {
        this.out = out;
        this.look = look;
        this.clock = clock;
    }

    boolean isLive() {
        return look.live();
    }

    /** Prints Markdown of ours above the bars. */
    synchronized void print(String markdown) {
        printAbove(Markup.onTerminal(markdown, look.bold()));
    }

    /** Shows how a job stands; when it is over, its bar becomes a line that stays. */
    synchronized void show(StatusView view) {
        if (!look.live()) {
            throw new IllegalStateException("only a live screen has bars");
        }
        if (view.over()) {
            bars.remove(view.job());
            printAbove(bar(view));
        } else if (bars.put(view.job(), view) == null) {
            printAbove("");
        } else {
            tick();
        }
    }

    /** Draws the bars anew where they are; what a person is typing stays untouched. */
    synchronized void tick() {
        if (barLines == 0) {
            return;
        }
        out.print(SAVE_CURSOR + up(barLines));
        drawBars();
        out.print(RESTORE_CURSOR);
        out.flush();
    }

    /** Asks for a line. */
    synchronized void prompt() {
        if (look.live()) {
            var text = erase();
            prompting = true;
            out.print(text);
            draw();
        }
    }

    /**
     * A line was read. A terminal has echoed it by now, and the cursor stands below it; a pipe has
     * not, so it is printed for whoever reads the transcript.
     */
    synchronized void lineRead(String line) {
        var seen = PROMPT + Inert.line(line, 1_000);
        if (!look.live()) {
            out.println(seen);
        } else if (prompting) {
            prompting = false;
            var rows = 1 + (Columns.of(PROMPT + line) - 1) / Math.max(1, look.width().getAsInt());
            if (barLines > 0) {
                out.print(up(barLines + rows) + ERASE_BELOW + seen + "\n");
                draw();
            }
        }
        out.flush();
    }

    /** No more lines are asked for. */
    synchronized void endPrompt() {
        if (prompting) {
            out.print(erase());
            prompting = false;
            draw();
        }
    }

    private void printAbove(String text) {
        out.print(erase());
        if (!text.isEmpty()) {
            text.lines().forEach(line -> out.print(line + "\n"));
        }
        draw();
    }

    /** What takes the cursor to the first of our lines and empties them. */
    private String erase() {
        if (!look.live()) {
            return "";
        }
        return (barLines > 0 ? up(barLines) : "\r") + ERASE_BELOW;
    }

    private void draw() {
        if (look.live()) {
            drawBars();
            if (prompting) {
                out.print(PROMPT);
            }
        }
        out.flush();
    }

    private void drawBars() {
        barLines = 0;
        for (var view : bars.values()) {
            if (barLines == BARS_SHOWN) {
                drawLine("and %d more jobs".formatted(bars.size() - BARS_SHOWN));
                break;
            }
            drawLine(bar(view));
        }
    }

    private void drawLine(String line) {
        out.print(WRAP_OFF + line + WRAP_ON + ERASE_REST_OF_LINE + "\n");
        barLines++;
    }

    private String bar(StatusView view) {
        return ProgressBar.line(view, clock.instant(), look.width().getAsInt());
    }

    private static String up(int lines) {
        return "\r\u001B[" + lines + "A";
    }
}
