package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** A node with the queue's beans wired as in the program, and a hand on each. */
final class NodeFixture implements AutoCloseable {
    final Node node;
    final Valkey valkey;
    final Signals signals;
    final Leases leases;
    final Claims claims;
    final List<Claims.Claim> given = new CopyOnWriteArrayList<>();
    final List<Leases.Notice> notices = new CopyOnWriteArrayList<>();

    private final Stores stores;
    private final Map<JobId, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();
    private Disposable taking = Disposables.disposed();
    private Disposable reading = Disposables.disposed();

    NodeFixture(Stores stores, QueueSettings settings) {
        this.stores = stores;
        this.node = new Node(settings.nodeId(), UUID.randomUUID());
        this.valkey = new Valkey(settings);
        this.signals = new Signals(valkey);
        this.leases = new Leases(stores.leases(), signals, node, settings);
        this.claims = new Claims(stores.leases(), stores.jobs(), leases, signals, node, settings);
    }

    static QueueSettings settings(int slots, Duration poll, String valkeyUrl) {
        return new QueueSettings(
                slots,
                1_000,
                Duration.ofSeconds(30),
                Duration.ofMillis(200),
                poll,
                "node-" + UUID.randomUUID(),
                valkeyUrl);
    }

    /** Starts; runs at most {@code slots} jobs at a time, each until it is {@link #end}ed. */
    NodeFixture start(int slots) {
        reading = leases.notices().subscribe(notices::add);
        if (slots > 0) {
            taking = claims.claims().flatMap(this::run, slots).subscribe();
        }
        valkey.start();
        leases.start();
        claims.start();
        return this;
    }

    private Mono<Void> run(Claims.Claim claim) {
        given.add(claim);
        return Mono.fromFuture(
                ends.computeIfAbsent(claim.job().id(), _ -> new CompletableFuture<>()));
    }

    /** The job is done, and its slot is free. */
    void end(Claims.Claim claim) {
        stores.jobs().complete(claim.lease(), "done").block();
        leases.release(claim.lease());
        ends.get(claim.job().id()).complete(null);
    }

    boolean has(JobId job) {
        return given.stream().anyMatch(claim -> claim.job().id().equals(job));
    }

    /** Goes away as a killed process does: it does nothing more, and its jobs stay as they are. */
    void die() {
        var claimsEnd = new CompletableFuture<Void>();
        claims.stop(() -> claimsEnd.complete(null));
        claimsEnd.join();
        var leasesEnd = new CompletableFuture<Void>();
        leases.stop(() -> leasesEnd.complete(null));
        leasesEnd.join();
        valkey.stop();
        taking.dispose();
        reading.dispose();
    }

    @Override
    public void close() {
        die();
    }
}
