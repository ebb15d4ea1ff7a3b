package dev.mosaic.stitcher.sandbox.docker.shell;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.mosaic.stitcher.sandbox.usage.Output;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One command that runs in a container, as its stream shows it. What it prints comes as standard
 * output; standard error belongs to {@link Scripts#START} until the command itself begins, and
 * tells the number of its process, or that there is no such program. While a listener takes its
 * time nothing is read, so that the command waits.
 */
public final class Exec implements ResultCallback<Frame> {
    private static final int LONGEST_WORD = 200;

    private final String id;
    private final String mark;
    private final Output output;
    private final StringBuilder word = new StringBuilder();
    private final CompletableFuture<Integer> leader = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private volatile boolean missing;
    private volatile @Nullable Closeable stream;

    /**
     * @param id as the engine calls it
     * @param mark in the environment of its processes
     */
    Exec(String id, String mark, Output output) {
        this.id = id;
        this.mark = mark;
        this.output = output;
    }

    String id() {
        return id;
    }

    public String mark() {
        return mark;
    }

    public Output output() {
        return output;
    }

    /** The number of its first process, which leads its session; never if it did not begin. */
    public CompletableFuture<Integer> leader() {
        return leader;
    }

    /** When its output is over, whatever the reason. */
    public CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    /** Whether there was no such program. */
    public boolean isMissing() {
        return missing;
    }

    @Override
    public void onStart(Closeable closeable) {
        stream = closeable;
    }

    @Override
    public void onNext(Frame frame) {
        var bytes = frame.getPayload();
        if (frame.getStreamType() == StreamType.STDERR) {
            listen(new String(bytes, StandardCharsets.UTF_8));
        } else {
            output.take(bytes, bytes.length);
        }
    }

    /** The connection broke, or the engine refused; how the container stands says more. */
    @Override
    public void onError(Throwable error) {
        finish();
    }

    @Override
    public void onComplete() {
        finish();
    }

    /** Lets go of the stream; the command is not ended by it. */
    @Override
    public void close() throws IOException {
        var open = stream;
        if (open != null) {
            open.close();
        }
    }

    private void finish() {
        if (!ended.isDone()) {
            output.end();
            ended.complete(null);
        }
    }

    private void listen(String text) {
        if (word.length() + text.length() > LONGEST_WORD) {
            return;
        }
        word.append(text);
        for (var end = word.indexOf("\n"); end >= 0; end = word.indexOf("\n")) {
            var line = word.substring(0, end);
            word.delete(0, end + 1);
            if (line.equals("missing")) {
                missing = true;
            } else if (line.matches("\\d{1,9}")) {
                leader.complete(Integer.parseInt(line));
            }
        }
    }
}
