package dev.mosaic.stitcher.sandbox.docker.daemon;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.nio.charset.StandardCharsets;

/** The end of what a container printed. Whatever comes, no more than 16 KiB of it is kept. */
final class Tail extends ResultCallback.Adapter<Frame> {
    private static final int MOST = 16 * 1024;

    private final StringBuilder text = new StringBuilder();

    @Override
    public synchronized void onNext(Frame frame) {
        text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
        text.delete(0, Math.max(0, text.length() - MOST));
    }

    synchronized String text() {
        return text.toString();
    }
}
