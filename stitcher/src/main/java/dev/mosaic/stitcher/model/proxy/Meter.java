package dev.mosaic.stitcher.model.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mosaic.stitcher.model.ModelApi;
import dev.mosaic.stitcher.model.ledger.Bill;
import dev.mosaic.stitcher.model.ledger.Tokens;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Counts what an answer used while it passes by. Keeps one line of a stream at a time, or an answer
 * that comes as a whole; of what is larger than 4 MiB nothing. Safe for several threads.
 */
final class Meter {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_KEPT = 4 << 20;
    private static final int BYTES_PER_TOKEN = 4;
    private static final Pattern TELLING =
            Pattern.compile("\"(?:usage|message_stop|error)\"|\"response\\.");

    private final Usage usage;
    private final boolean events;
    private final long length;
    private final Estimate estimate;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean tooLong;
    private long seen;

    /**
     * @param events true for a stream of events, false for an answer as a whole
     * @param length how many bytes will come; -1 if that is not known
     */
    Meter(ModelApi api, boolean events, long length, Estimate estimate) {
        this.usage = new Usage(api);
        this.events = events;
        this.length = length;
        this.estimate = estimate;
    }

    /** The next bytes; leaves them as they are. True if no more will come that matter. */
    synchronized boolean take(ByteBuffer piece) {
        seen += piece.remaining();
        while (piece.hasRemaining()) {
            var next = piece.get();
            if (events && (next == '\n' || next == '\r')) {
                line();
            } else if (kept.size() < MOST_KEPT) {
                kept.write(next);
            } else {
                tooLong = true;
            }
        }
        return usage.isOver() || seen == length;
    }

    /**
     * What the call used by now. What the provider did not say is estimated, rather too high: a
     * stream that breaks off says what was read, and not what was written so far.
     */
    synchronized Bill bill() {
        if (events) {
            line();
        } else if (!tooLong) {
            read(kept.toString(UTF_8));
            kept.reset();
        }
        var told = usage.tokens();
        if (usage.isWhole()) {
            return new Bill(told, false);
        }
        var written = Math.clamp(seen / BYTES_PER_TOKEN, told.output(), most(told));
        return new Bill(
                new Tokens(
                        usage.isTold() ? told.input() : estimate.read(),
                        written,
                        told.cacheRead(),
                        told.cacheWrite(),
                        told.cacheWriteHour()),
                true);
    }

    private long most(Tokens told) {
        return Math.max(told.output(), estimate.written());
    }

    private void line() {
        var line = kept.toString(UTF_8);
        kept.reset();
        var whole = !tooLong;
        tooLong = false;
        if (!whole || !line.startsWith("data:")) {
            return;
        }
        var text = line.substring("data:".length()).strip();
        if (text.equals("[DONE]")) {
            usage.done();
        } else if (TELLING.matcher(text).find()) {
            read(text);
        }
    }

    /** What a provider sends that is no JSON is passed on, and tells nothing. */
    private void read(String text) {
        try {
            if (!text.isBlank()) {
                usage.read(JSON.readTree(text));
            }
        } catch (JacksonException _) {
            // the bill says that it is an estimate
        }
    }
}
