package dev.mosaic.stitcher.api;

import dev.mosaic.stitcher.queue.Pulse;
import java.util.concurrent.atomic.AtomicReference;

/** A node that is as well as a test says. */
public final class SamplePulse implements Pulse {
    public final AtomicReference<String> told = new AtomicReference<>();

    @Override
    public String trouble() {
        return told.get();
    }
}
