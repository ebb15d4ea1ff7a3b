package dev.mosaic.stitcher.command;

import dev.mosaic.stitcher.job.JobId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Decides what becomes of a command. Implemented one package below. */
public interface Desk {
    /**
     * Looks everything up that an answer needs; asks the forge, but changes nothing. Errors with a
     * {@link dev.mosaic.stitcher.failure.Failure} if the forge does not help.
     */
    Mono<Errand> prepare(Command command, Asked asked);

    /**
     * Who asked, and where.
     *
     * @param trigger unique for ever per outside event: the same trigger starts at most one job
     */
    record Asked(Incoming incoming, String trigger) {}

    /**
     * What is left to do: database work only, so that it fits into the transaction that closes the
     * delivery.
     */
    record Errand(Mono<Deed> work) {
        /** Nothing is left but to say it. */
        public static Errand say(Reply reply) {
            return new Errand(Mono.just(new Deed(reply, null)));
        }
    }

    /**
     * @param signal to be given once it is committed; null for none
     */
    record Deed(Reply reply, @Nullable Signal signal) {}

    /** What other nodes should hear of. */
    sealed interface Signal {
        /** A job can be claimed. */
        record Wake() implements Signal {}

        /** A running job was asked to stop. */
        record Stop(JobId job) implements Signal {}

        /** Running jobs were. */
        record StopAll(List<JobId> jobs) implements Signal {
            public StopAll {
                jobs = List.copyOf(jobs);
            }
        }
    }

    /** Tells other nodes; what it tells may be lost. Returns at once and never fails. */
    interface Bell {
        void ring(Signal signal);
    }
}
