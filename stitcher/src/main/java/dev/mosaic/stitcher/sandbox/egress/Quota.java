package dev.mosaic.stitcher.sandbox.egress;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.util.unit.DataSize;

/** How much one sandbox may still send and receive. */
final class Quota {
    private final DataSize all;
    private final AtomicLong left;

    Quota(DataSize all) {
        this.all = all;
        this.left = new AtomicLong(all.toBytes());
    }

    /** {@link Refused} once it is used up, before anything else passes. */
    void take(String target, long bytes) {
        if (left.addAndGet(-bytes) < 0) {
            throw new Refused(
                    Refused.Kind.SPENT,
                    target,
                    "The commands of this sandbox sent and received more than %,d bytes (mosaic.egress.traffic)."
                            .formatted(all.toBytes()));
        }
    }
}
