package dev.mosaic.stitcher.api;

import static org.springframework.http.HttpStatus.FORBIDDEN;
import static org.springframework.http.HttpStatus.NOT_FOUND;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.access.Decision;
import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.api.problem.PlainText;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.queue.Backlog;
import dev.mosaic.stitcher.queue.Nodes;
import dev.mosaic.stitcher.queue.Pauses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The queue in figures and in order, and its nodes. */
@RestController
final class QueueController {
    private static final int MOST_PLACES = 200;
    private static final int MOST_REPOSITORIES = 200;

    private final Backlog backlog;
    private final Pauses pauses;
    private final Nodes nodes;
    private final Authority authority;

    QueueController(Backlog backlog, Pauses pauses, Nodes nodes, Authority authority) {
        this.backlog = backlog;
        this.pauses = pauses;
        this.nodes = nodes;
        this.authority = authority;
    }

    /**
     * How much of everything there is; what is over, in the last 24 hours.
     *
     * @param oldestSeconds how long the oldest pending job has waited; null without any
     * @param jobs the first 200 that wait, in the order in which they would start
     * @param repositories the 200 with the most pending jobs
     */
    record QueueView(
            long pending,
            long active,
            long waiting,
            long delayed,
            long completed,
            long failed,
            long cancelled,
            long quarantined,
            @Nullable Long oldestSeconds,
            List<PauseView> paused,
            List<ShareView> repositories,
            List<NodeView> nodes,
            List<PlaceView> jobs) {}

    /**
     * @param repo null for everything
     */
    record PauseView(@Nullable String repo, String reason, String by, Instant at) {}

    /**
     * @param repo what people call it
     */
    record ShareView(String repo, long pending, long active) {}

    /** A node as its heartbeats show it. */
    record NodeView(
            String id,
            int slots,
            int running,
            boolean alive,
            boolean draining,
            Instant startedAt,
            Instant heartbeatAt) {}

    /** A job that waits. @param position from 1. @param why what it waits for */
    record PlaceView(
            long position,
            String id,
            String repo,
            long issue,
            int priority,
            Instant queuedAt,
            Backlog.Why why) {}

    @GetMapping("/api/queue")
    Mono<QueueView> queue() {
        return Detached.mono(
                Mono.zip(
                                backlog.figures(),
                                pauses.all().map(QueueController::shown).collectList(),
                                backlog.repositories(MOST_REPOSITORIES)
                                        .map(it ->
                                                new ShareView(it.name(), it.pending(), it.active()))
                                        .collectList(),
                                nodes.all().map(QueueController::shown).collectList(),
                                backlog.waiting(MOST_PLACES)
                                        .map(QueueController::shown)
                                        .collectList())
                        .map(all ->
                                view(
                                        all.getT1(),
                                        all.getT2(),
                                        all.getT3(),
                                        all.getT4(),
                                        all.getT5())));
    }

    /** The node finishes what it has, and gets nothing new until it starts anew or is resumed. */
    @PostMapping("/api/admin/nodes/{id}/drain")
    Mono<NodeView> drain(@PathVariable String id, Actor actor) {
        return change(id, true, actor);
    }

    @PostMapping("/api/admin/nodes/{id}/resume")
    Mono<NodeView> resume(@PathVariable String id, Actor actor) {
        return change(id, false, actor);
    }

    private Mono<NodeView> change(String id, boolean draining, Actor actor) {
        return Detached.mono(
                authority
                        .decide(actor, Right.INSTANCE_ADMIN, null)
                        .doOnNext(QueueController::refuse)
                        .then(Mono.defer(() -> nodes.drain(id, draining)))
                        .thenMany(nodes.all())
                        .filter(node -> node.id().equals(id))
                        .next()
                        .map(QueueController::shown)
                        .switchIfEmpty(Mono.error(() -> unknown(id))));
    }

    private static void refuse(Decision decision) {
        if (decision instanceof Decision.Refused(var reason)) {
            throw new Refusal(FORBIDDEN, reason, "Ask an instance admin.");
        }
    }

    private static Refusal unknown(String id) {
        return new Refusal(
                NOT_FOUND,
                "There is no node %s.".formatted(PlainText.quoted(id)),
                "GET /api/queue lists the nodes.");
    }

    private static QueueView view(
            Backlog.Figures figures,
            List<PauseView> paused,
            List<ShareView> repositories,
            List<NodeView> nodes,
            List<PlaceView> jobs) {
        return new QueueView(
                figures.pending(),
                figures.active(),
                figures.waiting(),
                figures.delayed(),
                figures.completed(),
                figures.failed(),
                figures.cancelled(),
                figures.quarantined(),
                seconds(figures.oldest()),
                paused,
                repositories,
                nodes,
                jobs);
    }

    private static @Nullable Long seconds(@Nullable Duration time) {
        return time == null ? null : time.toSeconds();
    }

    private static PauseView shown(Pauses.Pause pause) {
        return new PauseView(pause.repo(), pause.reason(), pause.by(), pause.at());
    }

    private static NodeView shown(Nodes.Seen node) {
        return new NodeView(
                node.id(),
                node.slots(),
                node.running(),
                node.alive(),
                node.draining(),
                node.startedAt(),
                node.heartbeatAt());
    }

    private static PlaceView shown(Backlog.Place place) {
        return new PlaceView(
                place.position(),
                place.job().toString(),
                place.name(),
                place.issue(),
                place.priority(),
                place.queuedAt(),
                place.why());
    }
}
