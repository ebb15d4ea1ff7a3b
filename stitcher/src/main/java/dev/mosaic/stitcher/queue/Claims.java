package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.JobLeases;
import dev.mosaic.stitcher.job.store.JobLeases.Room;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.loop.Loop;
import dev.mosaic.stitcher.loop.Pace;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/** Hands jobs to this node. */
@Component
public class Claims implements SmartLifecycle {
    /** The last to start and the first to stop. */
    public static final int PHASE = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Claims.class);

    private final JobLeases store;
    private final Jobs jobs;
    private final Leases leases;
    private final Membership membership;
    private final Node node;
    private final QueueSettings settings;
    private final Loop loop;
    private volatile @Nullable FluxSink<Claim> taker;

    /** As which of its lives this node has put back what came before. Touched by the loop alone. */
    private volatile long recovered;

    /** When this node last did so without room of its own. Touched by the loop alone. */
    private volatile long promotedAt = System.nanoTime() - Duration.ofDays(1).toNanos();

    /** An answer of the database may have been lost, and with it a job that is ours. */
    private volatile boolean doubtful;

    Claims(
            JobLeases store,
            Jobs jobs,
            Leases leases,
            Membership membership,
            Signals signals,
            Node node,
            QueueSettings settings) {
        this.store = store;
        this.jobs = jobs;
        this.leases = leases;
        this.membership = membership;
        this.node = node;
        this.settings = settings;
        this.loop = new Loop("claims", Pace.brisk(settings.poll()), this::turn);
        signals.onWake(loop::wake);
    }

    /** A job that is now ours. */
    public record Claim(Job job, Lease lease) {}

    /**
     * Jobs for this node as it has room for them: woken through Valkey, and by a timer behind it.
     * Requests one claim per free slot ({@code Flux} demand). Never ends while the node lives,
     * never fails: what goes wrong is logged and tried again. For one subscriber at a time; the
     * first job comes after {@link #start()}. Each claim's lease is held already; whoever takes it
     * releases it.
     */
    public Flux<Claim> claims() {
        return Flux.create(sink -> {
            if (taker != null) {
                sink.error(new IllegalStateException("the claims have a taker already"));
                return;
            }
            taker = sink;
            sink.onDispose(() -> taker = null);
            sink.onRequest(_ -> loop.wake());
        });
    }

    private Mono<Void> turn() {
        return membership
                .joined()
                .delayUntil(this::recover)
                .flatMap(_ -> claim())
                .doOnError(_ -> doubtful = true);
    }

    /** Before its first claim a node puts back what it left behind when it died. */
    private Mono<Void> recover(long life) {
        if (recovered == life) {
            return Mono.empty();
        }
        return store.recover(node.id(), node.incarnation())
                .doOnNext(job ->
                        log.atInfo()
                                .addKeyValue("job", job.id())
                                .addKeyValue("status", job.status())
                                .log("a job of an earlier run was put back"))
                .count()
                .doOnNext(_ -> recovered = life)
                .filter(putBack -> putBack > 0)
                .doOnNext(_ -> Failpoint.JOBS_RECOVERED.pass())
                .then();
    }

    /** What became due is claimed by the turn after this one, which begins at once. */
    private Mono<Void> promote() {
        return store.promote()
                .filter(promoted -> promoted > 0)
                .doOnNext(_ -> Failpoint.JOBS_PROMOTED.pass())
                .doOnNext(_ -> loop.wake())
                .then();
    }

    /** Another node may have room for it. However often this one is woken meanwhile. */
    private Mono<Void> promoteForOthers() {
        if (System.nanoTime() - promotedAt < settings.poll().toNanos() / 2) {
            return Mono.empty();
        }
        promotedAt = System.nanoTime();
        return promote();
    }

    private Mono<Void> claim() {
        var sink = taker;
        if (sink == null || free(sink) == 0) {
            return promoteForOthers();
        }
        return (doubtful ? giveForgotten(sink) : Mono.<Void>empty())
                .then(Mono.defer(() -> giveClaimed(sink)));
    }

    private int free(FluxSink<Claim> sink) {
        return (int) Math.min(sink.requestedFromDownstream(), settings.slots());
    }

    private Mono<Void> giveClaimed(FluxSink<Claim> sink) {
        var free = free(sink);
        if (free == 0) {
            return Mono.empty();
        }
        var room = new Room(free, settings.perRepository(), settings.perPerson());
        return store.look(node.id(), node.incarnation(), room, settings.lease())
                .flatMap(found ->
                        giveAll(sink, found.claimed())
                                .then(found.due() ? promote() : Mono.empty()));
    }

    /** What the database gave us in an answer that never came. */
    private Mono<Void> giveForgotten(FluxSink<Claim> sink) {
        var free = free(sink);
        return store.owned(node.incarnation())
                .filter(job -> !leases.holds(job.id()))
                .collectList()
                .doOnNext(all -> doubtful = all.size() > free)
                .flatMap(all -> giveAll(sink, all.subList(0, Math.min(free, all.size()))));
    }

    private Mono<Void> giveAll(FluxSink<Claim> sink, List<Job> jobs) {
        return Flux.fromIterable(jobs).concatMap(job -> give(sink, job)).then();
    }

    private Mono<Job> give(FluxSink<Claim> sink, Job job) {
        var lease = new Lease(job.id(), job.leaseEpoch(), node.id(), node.incarnation());
        Failpoint.JOB_CLAIMED.pass();
        if (sink.isCancelled()) {
            return jobs.handBack(lease, "nobody was there to run it");
        }
        if (leases.holdFirst(lease)) {
            sink.next(new Claim(job, lease));
        }
        return Mono.empty();
    }

    /** How long ago this node last looked for jobs, and got an answer. */
    public Duration standstill() {
        return loop.standstill();
    }

    @Override
    public void start() {
        loop.start();
    }

    /** Takes no more jobs; ends {@link #claims()}. */
    @Override
    public void stop(Runnable callback) {
        loop.stop().whenComplete((_, _) -> end(callback));
    }

    private void end(Runnable callback) {
        var sink = taker;
        if (sink != null) {
            sink.complete();
        }
        callback.run();
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return loop.running();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
