package dev.mosaic.stitcher.model.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mosaic.stitcher.model.ModelApi;
import dev.mosaic.stitcher.model.ledger.Bill;
import dev.mosaic.stitcher.model.ledger.Tokens;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
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
    private static final int AT_A_TIME = 8 << 10;
    private static final byte[] DATA = ascii("data:");
    private static final byte[] DONE = ascii("[DONE]");

    /** What stands behind a quotation mark in an event that matters. */
    private static final List<byte[]> TELLING =
            List.of(
                    ascii("usage\""),
                    ascii("message_stop\""),
                    ascii("error\""),
                    ascii("response."));

    private final Usage usage;
    private final boolean events;
    private final long length;
    private final Estimate estimate;
    private final byte[] part = new byte[AT_A_TIME];
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
            var size = Math.min(piece.remaining(), part.length);
            piece.get(part, 0, size);
            take(size);
        }
        return usage.isOver() || seen == length;
    }

    /**
     * What the call used by now. What the provider did not say is estimated, rather too high: a
     * stream that breaks off says what was read, and not what was written so far.
     */
    synchronized Bill bill() {
        if (events) {
            keptLine();
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

    private void take(int size) {
        var from = 0;
        for (var at = 0; events && at < size; at++) {
            if (part[at] == '\n' || part[at] == '\r') {
                if (kept.size() == 0 && !tooLong) {
                    line(part, from, at);
                } else {
                    keep(from, at);
                    keptLine();
                }
                from = at + 1;
            }
        }
        keep(from, size);
    }

    private void keep(int from, int to) {
        if (kept.size() + to - from <= MOST_KEPT) {
            kept.write(part, from, to - from);
        } else {
            tooLong = true;
        }
    }

    private void keptLine() {
        if (!tooLong) {
            var line = kept.toByteArray();
            line(line, 0, line.length);
        }
        kept.reset();
        tooLong = false;
    }

    /** Thousands a second: what does not matter is not made a text of. */
    private void line(byte[] bytes, int from, int to) {
        if (!stands(DATA, bytes, from, to)) {
            return;
        }
        var begin = from + DATA.length;
        while (begin < to && bytes[begin] == ' ') {
            begin++;
        }
        if (stands(DONE, bytes, begin, to)) {
            usage.done();
        } else if (tells(bytes, begin, to)) {
            read(new String(bytes, begin, to - begin, UTF_8));
        }
    }

    private static boolean tells(byte[] bytes, int from, int to) {
        for (var at = from; at < to; at++) {
            if (bytes[at] == '"') {
                for (var word : TELLING) {
                    if (stands(word, bytes, at + 1, to)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean stands(byte[] word, byte[] bytes, int at, int to) {
        return to - at >= word.length
                && Arrays.equals(word, 0, word.length, bytes, at, at + word.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
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
