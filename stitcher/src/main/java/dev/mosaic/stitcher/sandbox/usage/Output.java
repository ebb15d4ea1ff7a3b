package dev.mosaic.stitcher.sandbox.usage;

import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Reads what a command prints until its last holder closes the pipe: passes on lines, keeps head
 * and tail, drops the middle. Reading never stops early, so no child ever waits for a full pipe.
 */
public final class Output {
    private static final String CUT = " [… line cut]";

    private final Consumer<String> onLine;
    private final int longestLine;
    private final IntConsumer onBytes;
    private final IntConsumer counter;
    private final int headLimit;
    private final byte[] tail;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CompletableFuture<Void> listenerFailed = new CompletableFuture<>();
    private long beyondHead;
    private boolean lineIsCut;
    private volatile boolean silent;
    private volatile long lastRead = System.nanoTime();

    /**
     * @param counter told of every byte that is read, also when nobody listens any more
     */
    public Output(ShellCommand command, IntConsumer counter) {
        this.counter = counter;
        var limit = command.maxOutput();
        this.onLine = command.onLine();
        this.longestLine = command.longestLine();
        this.onBytes = command.onBytes();
        this.headLimit = limit / 2;
        this.tail = new byte[Math.max(1, limit - headLimit)];
    }

    /** Reads to the end; the body of a thread of its own. */
    public void readAll(InputStream stream) {
        var buffer = new byte[16 * 1024];
        try (stream) {
            for (var n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                take(buffer, n);
            }
        } catch (IOException e) {
            // closed under our hands because the command was ended: what was read is all there is
        } finally {
            end();
        }
    }

    /** The next {@code n} bytes; from one thread, which is held up while a listener is. */
    public void take(byte[] buffer, int n) {
        counter.accept(n);
        keep(buffer, n);
        passOn(buffer, n);
        lastRead = System.nanoTime();
    }

    /** Nothing comes any more; from the thread that takes. */
    public void end() {
        if (line.size() > 0) {
            endLine();
        }
        end.countDown();
    }

    /** Never completes, unless the listener to lines throws: then with what it threw. */
    public CompletableFuture<Void> listenerFailed() {
        return listenerFailed;
    }

    /**
     * Waits for what a command printed before it ended, but not for a child that keeps the pipe
     * open: until the end, or until nothing came for {@code grace}, or twenty times that long.
     * Afterwards no line is passed on but one that is under way.
     */
    public void settle(Duration grace) throws InterruptedException {
        var begun = System.nanoTime();
        var step = grace.toNanos() / 10;
        try {
            while (!end.await(step, TimeUnit.NANOSECONDS)) {
                var now = System.nanoTime();
                var pause = now - Math.max(lastRead, begun);
                if (pause > grace.toNanos() || now - begun > 20 * grace.toNanos()) {
                    return;
                }
            }
        } finally {
            silence();
        }
    }

    /** From now on nobody is told. */
    public void silence() {
        silent = true;
    }

    /** What was kept so far, with a line in its middle that counts what was dropped. */
    public synchronized String text() {
        var text = new ByteArrayOutputStream();
        text.writeBytes(head.toByteArray());
        var dropped = beyondHead - tail.length;
        if (dropped <= 0) {
            text.write(tail, 0, (int) beyondHead);
            return text.toString(StandardCharsets.UTF_8);
        }
        text.writeBytes(
                "\n[… %,d bytes of output dropped …]\n"
                        .formatted(dropped)
                        .getBytes(StandardCharsets.UTF_8));
        var oldest = (int) (beyondHead % tail.length);
        text.write(tail, oldest, tail.length - oldest);
        text.write(tail, 0, oldest);
        return text.toString(StandardCharsets.UTF_8);
    }

    private synchronized void keep(byte[] buffer, int n) {
        var toHead = Math.min(n, headLimit - head.size());
        head.write(buffer, 0, toHead);
        // of a large piece only the end can stay
        var from = Math.max(toHead, n - tail.length);
        beyondHead += from - toHead;
        while (from < n) {
            var at = (int) (beyondHead % tail.length);
            var some = Math.min(n - from, tail.length - at);
            System.arraycopy(buffer, from, tail, at, some);
            beyondHead += some;
            from += some;
        }
    }

    private void passOn(byte[] buffer, int n) {
        if (silent) {
            return;
        }
        onBytes.accept(n);
        var from = 0;
        for (var i = 0; i < n; i++) {
            if (buffer[i] == '\n') {
                extendLine(buffer, from, i);
                endLine();
                from = i + 1;
            }
        }
        extendLine(buffer, from, n);
    }

    private void extendLine(byte[] buffer, int from, int to) {
        var room = Math.min(to - from, longestLine - line.size());
        line.write(buffer, from, room);
        lineIsCut |= room < to - from;
    }

    private void endLine() {
        var text = line.toString(StandardCharsets.UTF_8) + (lineIsCut ? CUT : "");
        line.reset();
        lineIsCut = false;
        if (silent) {
            return;
        }
        try {
            onLine.accept(text);
        } catch (RuntimeException e) {
            silence();
            listenerFailed.completeExceptionally(e);
        }
    }
}
