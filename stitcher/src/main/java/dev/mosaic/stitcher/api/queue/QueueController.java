package dev.mosaic.stitcher.api.queue;

import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.queue.Nodes;
import dev.mosaic.stitcher.queue.Pauses;
import dev.mosaic.stitcher.queue.view.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
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

    QueueController(Backlog backlog, Pauses pauses, Nodes nodes) {
        this.backlog = backlog;
        this.pauses = pauses;
        this.nodes = nodes;
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
                                nodes.all().map(NodeView::of).collectList(),
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
