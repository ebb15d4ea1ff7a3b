package dev.mosaic.bot.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.SynchronousQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines of an input that cannot be interrupted, for a thread that can: another thread reads, one
 * line ahead, and is left alone with its read when nobody wants more.
 */
final class LineSource implements AutoCloseable {
    /** Longer lines are no commands; keeping them would let an input fill the memory. */
    static final int LONGEST = 16_384;

    private static final Logger log = LoggerFactory.getLogger(LineSource.class);

    /** What came in. */
    sealed interface Read {
        record Line(String text) implements Read {}

        record TooLong() implements Read {}

        record End() implements Read {}
    }

    private final SynchronousQueue<Read> reads = new SynchronousQueue<>();
    private final Thread reader;

    LineSource(InputStream in) {
        var characters = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        reader = Thread.ofVirtual().name("terminal-input").start(() -> read(characters));
    }

    /** The next line; {@link Read.End} for ever after the last one. */
    Read next() throws InterruptedException {
        return reads.take();
    }

    @Override
    public void close() {
        reader.interrupt();
    }

    private void read(Reader characters) {
        try {
            var next = nextOf(characters);
            while (!(next instanceof Read.End)) {
                reads.put(next);
                next = nextOf(characters);
            }
            while (true) {
                reads.put(next);
            }
        } catch (InterruptedException _) {
            log.atDebug().log("nobody wanted more input");
        }
    }

    private static Read nextOf(Reader characters) {
        try {
            var line = new StringBuilder();
            var length = 0;
            for (var c = characters.read(); c != '\n'; c = characters.read()) {
                if (c < 0) {
                    return length == 0 ? new Read.End() : lineOf(line, length);
                }
                length++;
                if (length <= LONGEST) {
                    line.append((char) c);
                }
            }
            return lineOf(line, length);
        } catch (InterruptedIOException _) {
            return new Read.End();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("the input of the terminal broke and counts as ended");
            return new Read.End();
        }
    }

    private static Read lineOf(CharSequence line, int length) {
        return length > LONGEST ? new Read.TooLong() : new Read.Line(line.toString());
    }
}
