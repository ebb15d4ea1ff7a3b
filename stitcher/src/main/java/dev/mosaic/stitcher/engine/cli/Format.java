package dev.mosaic.stitcher.engine.cli;

import java.util.Locale;
import java.util.function.Supplier;

/** What a program prints, line by line. */
enum Format {
    /** Anything; the last line is its last word. */
    PLAIN(PlainLines::new),
    CLAUDE_JSON(() -> new JsonLines(new ClaudeDialect())),
    CODEX_JSON(() -> new JsonLines(new CodexDialect())),
    OPENCODE_JSON(() -> new JsonLines(new OpencodeDialect())),
    GEMINI_JSON(() -> new JsonLines(new GeminiDialect()));

    private final Supplier<LineReader> reader;

    Format(Supplier<LineReader> reader) {
        this.reader = reader;
    }

    /** A reader for one run. */
    LineReader reader() {
        return reader.get();
    }

    /** Its name in settings. */
    static Format named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
