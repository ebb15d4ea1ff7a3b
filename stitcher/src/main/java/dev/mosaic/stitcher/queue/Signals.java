package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.job.JobId;
import org.springframework.stereotype.Component;

/** Hints between nodes. Each may be lost; whoever waits for one also looks by itself. */
@Component
public class Signals {
    /**
     * Something may be ready to claim. Called after the commit; returns at once and never fails.
     */
    public void wake() {
        throw new UnsupportedOperationException();
    }

    /**
     * A running job was asked to stop. Called after the commit; returns at once and never fails.
     */
    public void stop(JobId job) {
        throw new UnsupportedOperationException();
    }
}
