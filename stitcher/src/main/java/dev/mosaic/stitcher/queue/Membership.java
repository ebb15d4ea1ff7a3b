package dev.mosaic.stitcher.queue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * This process as a node among the others: whether the node's name is its own, and whether it has
 * been in touch with the database for long enough to judge others.
 */
@Component
class Membership {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Nodes nodes;
    private final Node node;
    private final QueueSettings settings;
    private final Predecessors predecessors;
    private final Steadiness steadiness;
    private final AtomicLong joins = new AtomicLong();
    private volatile boolean joined;
    private volatile boolean refused;
    private volatile boolean draining;

    Membership(Nodes nodes, Node node, QueueSettings settings, Predecessors predecessors) {
        this.nodes = nodes;
        this.node = node;
        this.settings = settings;
        this.predecessors = predecessors;
        this.steadiness = new Steadiness(settings.lease().dividedBy(2), System::nanoTime);
    }

    /** One heartbeat; errors when nobody knows whether it was written. */
    Mono<Void> beat() {
        return nodes.beat(node, settings, predecessors.dead())
                .doOnNext(this::accepted)
                .switchIfEmpty(Mono.fromRunnable(this::refused))
                .doOnError(_ -> steadiness.failed())
                .then();
    }

    /**
     * Gives how often this process became the node, from 1; empty while another process is it.
     * Whoever became it anew puts back what the other left behind.
     */
    Mono<Long> joined() {
        return Mono.defer(() -> joined ? Mono.empty() : beat())
                .then(Mono.defer(() -> joined ? Mono.just(joins.get()) : Mono.empty()));
    }

    /** Whether this node has seen enough to say that another is dead. */
    boolean judges() {
        return joined && steadiness.lasted(settings.silence());
    }

    /** Somebody wished that this node takes no more jobs until it starts anew. */
    boolean draining() {
        return draining;
    }

    /**
     * Why this process is no node, and what mends it; null if it is one, or tries to become one.
     */
    @Nullable String trouble() {
        return refused
                ? """
                Another process is the node "%s", so this one takes no jobs. Give it a name of its own: \
                mosaic.queue.node-id. If the other is gone, it takes over %d s after its last sign of life.\
                """
                        .formatted(node.id(), settings.silence().toSeconds())
                : null;
    }

    /** Takes the node's row away, if the database answers soon. Never fails. */
    Mono<Void> leave() {
        return Mono.defer(() -> joined ? nodes.signOff(node) : Mono.empty())
                .timeout(GOODBYE)
                .onErrorComplete()
                .then(Mono.fromRunnable(() -> joined = false));
    }

    private void accepted(Nodes.Beat beat) {
        steadiness.succeeded(beat.at());
        draining = beat.draining();
        refused = false;
        if (!joined) {
            joins.incrementAndGet();
            joined = true;
            log.atInfo().addKeyValue("node", node.id()).log("this process is the node now");
        }
    }

    private void refused() {
        steadiness.failed();
        if (!refused) {
            refused = true;
            log.atError().addKeyValue("node", node.id()).log(trouble());
        }
        joined = false;
    }
}
