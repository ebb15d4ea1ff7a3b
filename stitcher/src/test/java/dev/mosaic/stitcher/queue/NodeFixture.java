package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** A node with the queue's beans wired as in the program, and a hand on each. */
public final class NodeFixture implements AutoCloseable {
    final Node node;
    final Valkey valkey;
    public final Signals signals;
    public final Nodes nodes;
    final Membership membership;
    final Leases leases;
    final Reaper reaper;
    public final Pulse pulse;
    final ReadyMirror mirror;
    final ValkeyNews news;
    final Claims claims;
    final List<Claims.Claim> given = new CopyOnWriteArrayList<>();
    final List<Leases.Notice> notices = new CopyOnWriteArrayList<>();

    private final Stores stores;
    private final Map<JobId, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();
    private Disposable taking = Disposables.disposed();
    private Disposable reading = Disposables.disposed();

    public NodeFixture(Postgres postgres, Stores stores, QueueSettings settings) {
        this(postgres, stores, settings, Predecessors.unknown());
    }

    NodeFixture(
            Postgres postgres, Stores stores, QueueSettings settings, Predecessors predecessors) {
        this.stores = stores;
        this.node = new Node(settings.nodeId(), UUID.randomUUID());
        this.nodes = new Nodes(postgres.client());
        this.membership = new Membership(nodes, node, settings, predecessors);
        this.valkey = new Valkey(settings);
        this.signals = new Signals(valkey);
        this.leases = new Leases(stores.leases(), membership, signals, node, settings);
        this.claims =
                new Claims(
                        stores.leases(),
                        stores.jobs(),
                        leases,
                        membership,
                        signals,
                        node,
                        settings);
        this.news = new ValkeyNews(stores.events(), valkey);
        this.mirror =
                new ReadyMirror(postgres.client(), stores.events(), news, valkey, node, settings);
        this.pulse = new NodePulse(claims, membership, settings);
        this.reaper =
                new Reaper(stores.leases(), leases, membership, nodes, signals, node, settings);
    }

    public static QueueSettings settings(int slots, Duration poll, String valkeyUrl) {
        return new QueueSettings(
                slots,
                1_000,
                0,
                Duration.ofSeconds(30),
                Duration.ofMillis(200),
                poll,
                Duration.ofSeconds(5),
                new QueueSettings.Reap(Duration.ofMillis(200), Duration.ofSeconds(2)),
                "node-" + UUID.randomUUID(),
                valkeyUrl);
    }

    /** A node that lives and works on nothing. */
    public static void beat(Nodes nodes, Node node, QueueSettings settings) {
        nodes.beat(node, settings, List.of()).block();
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
        reaper.start();
        mirror.start();
        news.start();
        return this;
    }

    private Mono<Void> run(Claims.Claim claim) {
        given.add(claim);
        return Mono.fromFuture(
                ends.computeIfAbsent(claim.job().id(), _ -> new CompletableFuture<>()));
    }

    /** A new job, handed in at this node. */
    Job submit(JobRequest request) {
        return stores.submit(request);
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

    /** Goes away as a killed process does: without a word, and its jobs stay as they are. */
    void die() {
        end(claims);
        end(reaper);
        end(mirror);
        end(news);
        leases.halt().join();
        valkey.stop();
        taking.dispose();
        reading.dispose();
    }

    /** Shuts down, in the program's order. */
    @Override
    public void close() {
        end(claims);
        end(reaper);
        end(mirror);
        end(news);
        taking.dispose();
        end(leases);
        valkey.stop();
        reading.dispose();
    }

    private static void end(SmartLifecycle part) {
        var end = new CompletableFuture<Void>();
        part.stop(() -> end.complete(null));
        end.join();
    }
}
