package dev.mosaic.stitcher.killswitch;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.Kills;
import dev.mosaic.stitcher.job.store.Kills.Open;
import dev.mosaic.stitcher.loop.Loop;
import dev.mosaic.stitcher.loop.Looping;
import dev.mosaic.stitcher.loop.Pace;
import dev.mosaic.stitcher.queue.Claims;
import dev.mosaic.stitcher.queue.Leases;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.queue.Signals;
import dev.mosaic.stitcher.run.RunSupervisor;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Completes the kills of this node that nobody else completes: what an earlier run of the node left
 * behind, what survived, and what was killed while the database was away.
 */
@Component
final class KillSweep implements Looping {
    private static final Logger log = LoggerFactory.getLogger(KillSweep.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Kills kills;
    private final Spool spool;
    private final RunSupervisor runs;
    private final Sandboxes sandboxes;
    private final Leases leases;
    private final Signals signals;
    private final Node node;
    private final Loop loop;
    private volatile boolean blind;

    KillSweep(
            Kills kills,
            Spool spool,
            RunSupervisor runs,
            Sandboxes sandboxes,
            Leases leases,
            Signals signals,
            Node node) {
        this.kills = kills;
        this.spool = spool;
        this.runs = runs;
        this.sandboxes = sandboxes;
        this.leases = leases;
        this.signals = signals;
        this.node = node;
        this.loop = new Loop("killswitch", Pace.brisk(EVERY), this::turn);
    }

    /** What was killed without the database is ended in it before anybody claims it again. */
    @Override
    public void start() {
        try {
            Await.done(writeKept());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("kills that were kept are written a little later");
        }
        loop.start();
    }

    private Mono<Void> turn() {
        var swept = swept().cache();
        return writeKept()
                .thenMany(kills.open(node.id()))
                // a look at an engine that hangs takes long: those that need none are not held up
                .sort(Comparator.comparing(open -> !isOfThisRun(open)))
                .concatMap(open -> complete(open, swept))
                .then();
    }

    private boolean isOfThisRun(Open open) {
        return open.incarnation().equals(node.incarnation());
    }

    /** While its thread still ends the job, that is the better proof: it comes first. */
    private Mono<Void> writeKept() {
        return Mono.fromCallable(spool::all)
                .flatMapMany(Flux::fromIterable)
                .filter(kept -> !leases.holding().contains(kept.lease()))
                .concatMap(this::write)
                .then();
    }

    private Mono<Void> write(Spool.Kept kept) {
        return kills.remember(kept.order(), kept.lease(), kept.at())
                .filter(killed -> killed)
                .doOnNext(_ -> signals.stop(kept.lease().job()))
                .then(
                        Mono.fromCallable(() -> {
                            spool.drop(kept);
                            return kept;
                        }))
                .then();
    }

    private Mono<Void> complete(Open open, Mono<Boolean> swept) {
        var lease = new Lease(open.job(), open.epoch(), node.id(), open.incarnation());
        if (open.owned() || leases.holding().contains(lease)) {
            return Mono.empty();
        }
        return isOfThisRun(open) ? again(open) : leftBehind(open, swept);
    }

    private Mono<Void> again(Open open) {
        return Mono.fromFuture(() -> runs.killAgain(open.job()), true)
                .onErrorResume(e -> Mono.just(List.of("unknown: " + e)))
                .flatMap(survivors -> {
                    if (survivors.isEmpty() || !open.survived()) {
                        return kills.prove(open, survivors);
                    }
                    log.atError()
                            .addKeyValue("job", open.job())
                            .addKeyValue("survivors", survivors)
                            .log("what was killed runs all the same; a person must end it");
                    return Mono.empty();
                });
    }

    /** Of an earlier run of this node nothing may be left, whatever it belonged to. */
    private Mono<Void> leftBehind(Open open, Mono<Boolean> swept) {
        return swept.filter(clean -> clean)
                .doOnNext(_ -> Failpoint.LEFTOVERS_SWEPT.pass())
                .flatMap(_ -> kills.prove(open, List.of()));
    }

    /** Whether nothing of an earlier run is left; false if nobody could look. */
    private Mono<Boolean> swept() {
        return Mono.fromFuture(this::sweepAll, true)
                .doOnNext(_ -> blind = false)
                .onErrorResume(
                        Failure.class,
                        e -> {
                            if (!blind) {
                                blind = true;
                                log.atError()
                                        .addKeyValue("cause", e.getMessage())
                                        .log("kills stay unproven until somebody can look");
                            }
                            return Mono.just(false);
                        });
    }

    private CompletableFuture<Boolean> sweepAll() {
        var swept = new CompletableFuture<Boolean>();
        Thread.ofVirtual()
                .name("kill-sweep")
                .start(() -> {
                    try {
                        for (var sandbox : sandboxes.all()) {
                            sandbox.sweep(node.id(), node.incarnation().toString());
                        }
                        swept.complete(true);
                    } catch (InterruptedException | RuntimeException e) {
                        swept.completeExceptionally(e);
                    }
                });
        return swept;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public int getPhase() {
        return Claims.PHASE - 1;
    }
}
