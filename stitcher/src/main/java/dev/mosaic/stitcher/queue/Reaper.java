package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.store.JobLeases;
import dev.mosaic.stitcher.job.store.JobLeases.Reaping;
import dev.mosaic.stitcher.loop.Loop;
import dev.mosaic.stitcher.loop.Looping;
import dev.mosaic.stitcher.loop.Pace;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Puts back the jobs of nodes that died, from every node that lives. */
@Component
class Reaper implements Looping {
    private static final Logger log = LoggerFactory.getLogger(Reaper.class);

    private static final long FORGET_NANOS = Duration.ofMinutes(10).toNanos();

    private final JobLeases store;
    private final Leases leases;
    private final Membership membership;
    private final Nodes nodes;
    private final Signals signals;
    private final Node node;
    private final QueueSettings settings;
    private final Loop loop;

    /** Touched by the loop alone. */
    private volatile long forgotAt = System.nanoTime() - FORGET_NANOS;

    Reaper(
            JobLeases store,
            Leases leases,
            Membership membership,
            Nodes nodes,
            Signals signals,
            Node node,
            QueueSettings settings) {
        this.store = store;
        this.leases = leases;
        this.membership = membership;
        this.nodes = nodes;
        this.signals = signals;
        this.node = node;
        this.settings = settings;
        this.loop = new Loop("reaper", Pace.brisk(settings.reap().every()), this::turn);
    }

    private Mono<Void> turn() {
        return membership.judges() ? reap().then(Mono.defer(this::forget)) : Mono.empty();
    }

    /** Rows of a day ago are in nobody's way: now and then is enough. */
    private Mono<Void> forget() {
        if (System.nanoTime() - forgotAt < FORGET_NANOS) {
            return Mono.empty();
        }
        forgotAt = System.nanoTime();
        return nodes.forget();
    }

    private Mono<Void> reap() {
        return store.reap(
                        new Reaping(
                                node.incarnation(),
                                leases.held(),
                                settings.reap().margin(),
                                settings.silence()))
                .doOnNext(Reaper::tell)
                .count()
                .filter(reaped -> reaped > 0)
                .doOnNext(_ -> Failpoint.JOBS_REAPED.pass())
                .doOnNext(_ -> signals.wake())
                .then();
    }

    private static void tell(Job job) {
        log.atWarn()
                .addKeyValue("job", job.id())
                .addKeyValue("status", job.status())
                .addKeyValue("crashes", job.crashCount())
                .log("the node of a job gave no sign of life, and the job was put back");
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public int getPhase() {
        return Claims.PHASE;
    }
}
