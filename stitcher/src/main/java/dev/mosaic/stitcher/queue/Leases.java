package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.JobLeases;
import dev.mosaic.stitcher.job.store.JobLeases.Standing;
import dev.mosaic.stitcher.loop.Loop;
import dev.mosaic.stitcher.loop.Pace;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/**
 * Keeps this node's leases alive by one batched heartbeat, and says which jobs must stop: those
 * that are CANCELLING, and those whose lease is lost.
 */
@Component
public class Leases implements SmartLifecycle {
    /**
     * The first to start and the last to stop: as long as a job's thread may live, so does its
     * lease. Whoever runs jobs has a phase between this one and {@link Claims#PHASE}.
     */
    public static final int PHASE = 0;

    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    private final JobLeases leases;
    private final Membership membership;
    private final Node node;
    private final QueueSettings settings;
    private final Map<Lease, Sight> held = new ConcurrentHashMap<>();
    private final List<FluxSink<Notice>> readers = new CopyOnWriteArrayList<>();
    private final Loop heartbeat;
    private final Loop watch;

    Leases(
            JobLeases leases,
            Membership membership,
            Signals signals,
            Node node,
            QueueSettings settings) {
        this.leases = leases;
        this.membership = membership;
        this.node = node;
        this.settings = settings;
        this.heartbeat = new Loop("heartbeat", Pace.brisk(settings.heartbeat()), this::beat);
        this.watch = new Loop("watch", Pace.brisk(settings.poll()), this::look);
        signals.onStop(this::lookIfHeld);
    }

    /** Why a job's thread must stop. */
    public enum Stop {
        /** Somebody cancelled the job; the lease is still ours. */
        CANCELLED,
        /** The same, but somebody does not want to wait until it ends in order. */
        KILLED,
        /** Another node may own the job now: end everything, write nothing. */
        LOST
    }

    /** A stop for one of the leases held here. */
    public record Notice(Lease lease, Stop why) {}

    /**
     * How a lease looked the last time.
     *
     * @param told what its holder knows
     * @param gone it was no longer ours, which may be the holder's own doing
     */
    private record Sight(@Nullable Stop told, boolean gone) {
        static final Sight FINE = new Sight(null, false);
    }

    /** From now on this lease is kept alive. {@link Claims} has done so for each claim it gave. */
    public void hold(Lease lease) {
        holdFirst(lease);
    }

    /** As {@link #hold}; false if it was held. */
    boolean holdFirst(Lease lease) {
        return held.putIfAbsent(lease, Sight.FINE) == null;
    }

    /** From now on it is not. */
    public void release(Lease lease) {
        held.remove(lease);
    }

    /**
     * Tells the holder of a lease to end it at once, without a look into the database: for whoever
     * cannot reach that. False if it is not held, or was told so before.
     */
    public boolean kill(Lease lease) {
        var before = held.get(lease);
        if (before == null || before.told() == Stop.KILLED || before.told() == Stop.LOST) {
            return false;
        }
        if (!held.replace(lease, before, new Sight(Stop.KILLED, before.gone()))) {
            return kill(lease);
        }
        tell(new Notice(lease, Stop.KILLED));
        return true;
    }

    /** What this node works on. */
    public List<Lease> holding() {
        return List.copyOf(held.keySet());
    }

    /**
     * Stops for held leases, at most a second after the cause was committed; each once. Never ends.
     */
    public Flux<Notice> notices() {
        return Flux.create(sink -> {
            sink.onDispose(() -> readers.remove(sink));
            readers.add(sink);
            watch.wake();
        });
    }

    boolean holds(JobId job) {
        return held.keySet().stream().anyMatch(lease -> lease.job().equals(job));
    }

    private void lookIfHeld(String job) {
        if (held.keySet().stream().anyMatch(lease -> lease.job().toString().equals(job))) {
            watch.wake();
        }
    }

    /** The jobs that this node works on. */
    public List<JobId> held() {
        return held.keySet().stream().map(Lease::job).toList();
    }

    private Mono<Void> beat() {
        return membership.beat().then(Mono.defer(this::extend));
    }

    private Mono<Void> extend() {
        var ours = List.copyOf(held.keySet());
        return ours.isEmpty()
                ? Mono.empty()
                : leases.extend(node.incarnation(), ours, settings.lease()).then();
    }

    private Mono<Void> look() {
        var ours = List.copyOf(held.keySet());
        if (ours.isEmpty()) {
            return Mono.empty();
        }
        return leases.standing(ours.stream().map(Lease::job).toList())
                .collectMap(Standing::job)
                .doOnNext(all -> ours.forEach(lease -> judge(lease, all.get(lease.job()))))
                .then();
    }

    private void judge(Lease lease, @Nullable Standing standing) {
        var before = held.get(lease);
        if (before == null) {
            return;
        }
        var owned = standing != null && isOurs(lease, standing) ? standing : null;
        var ours = owned != null;
        // A holder that ended its job is about to release it: only what is still held a look
        // later, or has another owner already, is lost.
        var lost = !ours && (before.gone() || standing == null || standing.epoch() > lease.epoch());
        var stop = lost ? Stop.LOST : owned != null ? wish(owned, before.told()) : before.told();
        if (stop == null || stop == before.told() || readers.isEmpty()) {
            held.replace(lease, before, new Sight(before.told(), !ours));
        } else if (held.replace(lease, before, new Sight(stop, !ours))) {
            tell(new Notice(lease, stop));
        }
    }

    private static @Nullable Stop wish(Standing standing, @Nullable Stop told) {
        if (standing.killed()) {
            return Stop.KILLED;
        }
        return told == null && standing.status() == JobStatus.CANCELLING ? Stop.CANCELLED : told;
    }

    private static boolean isOurs(Lease lease, Standing standing) {
        return standing.epoch() == lease.epoch()
                && lease.incarnation().equals(standing.incarnation());
    }

    private void tell(Notice notice) {
        log.atInfo()
                .addKeyValue("job", notice.lease().job())
                .addKeyValue("why", notice.why())
                .log("a job was told to stop");
        readers.forEach(reader -> reader.next(notice));
    }

    @Override
    public void start() {
        heartbeat.start();
        watch.start();
    }

    /** The last heartbeat is over, and this process no node any more. */
    @Override
    public void stop(Runnable callback) {
        halt().whenComplete(
                        (_, _) -> membership.leave().doFinally(_ -> callback.run()).subscribe());
    }

    /** No more heartbeats, and not a word about it. */
    CompletableFuture<Void> halt() {
        return CompletableFuture.allOf(watch.stop(), heartbeat.stop());
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return heartbeat.running();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
