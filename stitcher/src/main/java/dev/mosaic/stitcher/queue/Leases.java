package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.job.Lease;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/**
 * Keeps this node's leases alive by one batched heartbeat, and says which jobs must stop: those
 * that are CANCELLING, and those whose lease is lost.
 */
@Component
public class Leases {
    /** Why a job's thread must stop. */
    public enum Stop {
        /** Somebody cancelled the job; the lease is still ours. */
        CANCELLED,
        /** Another node may own the job now: end everything, write nothing. */
        LOST
    }

    /** A stop for one of the leases held here. */
    public record Notice(Lease lease, Stop why) {}

    /** From now on this lease is kept alive. */
    public void hold(Lease lease) {
        throw new UnsupportedOperationException();
    }

    /** From now on it is not. */
    public void release(Lease lease) {
        throw new UnsupportedOperationException();
    }

    /** Stops for held leases, at most a second after the cause was committed. Never ends. */
    public Flux<Notice> notices() {
        throw new UnsupportedOperationException();
    }
}
