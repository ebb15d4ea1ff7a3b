package dev.mosaic.bot.terminal;

import dev.mosaic.stitcher.text.Inert;
import dev.mosaic.stitcher.text.StatusView;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One job in one line: {@code [#####.....] 45 % weave round 2 00:12 fix #1 Login fails}. */
final class ProgressBar {
    private static final int CELLS = 10;
    private static final int TEXT = 500;

    private ProgressBar() {}

    static String line(StatusView view, Instant now, int columns) {
        var full = Math.clamp(view.percent(), 0, 100) * CELLS / 100;
        var line =
                "[%s%s] %d %% %s%s  %s"
                        .formatted(
                                "#".repeat(full),
                                ".".repeat(CELLS - full),
                                view.percent(),
                                Inert.line(view.stage(), TEXT),
                                clock(view.since(), now),
                                Inert.line(view.headline(), TEXT));
        return Columns.cut(line, columns);
    }

    private static String clock(@Nullable Instant since, Instant now) {
        if (since == null) {
            return "";
        }
        var took = Duration.between(since, now);
        // the clock of the database and ours may differ a little
        var seconds = Math.max(0, took.toSeconds());
        return seconds < 3600
                ? "  %02d:%02d".formatted(seconds / 60, seconds % 60)
                : "  %d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
