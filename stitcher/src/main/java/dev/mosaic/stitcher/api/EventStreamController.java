package dev.mosaic.stitcher.api;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.RecordedEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.netty.DisposableChannel;
import reactor.netty.http.server.HttpServerResponse;

/** The news of one job as server-sent events: id = seq, event = type. Nothing is lost on resume. */
@RestController
final class EventStreamController implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(EventStreamController.class);
    private static final int FAREWELL = 4;
    private static final Pattern SEQ = Pattern.compile("\\d{1,9}");
    private static final Pattern EVENT_NAME = Pattern.compile("[a-z._]{1,64}");
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final JobFinder finder;
    private final EventFeed feed;
    private final ApiSettings settings;
    private volatile CompletableFuture<Void> stop = new CompletableFuture<>();
    private volatile Mono<Void> stopped = Mono.never();
    private volatile boolean running;

    EventStreamController(JobFinder finder, EventFeed feed, ApiSettings settings) {
        this.finder = finder;
        this.feed = feed;
        this.settings = settings;
    }

    /** 204 tells a browser not to come back: the job is over and everything was read. */
    @GetMapping(
            path = "/api/runner-jobs/{id}/events/stream",
            produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Mono<ResponseEntity<Flux<ServerSentEvent<EventView>>>> stream(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            ServerHttpResponse response) {
        return finder.find(id)
                .map(job -> {
                    var seq = position(lastEventId == null ? after : lastEventId, job);
                    return job.status().isFinal() && seq == job.lastSeq()
                            ? ResponseEntity.noContent().build()
                            : ResponseEntity.ok()
                                    .header("X-Accel-Buffering", "no")
                                    .body(stream(feed.follow(job, seq), response));
                });
    }

    private static int position(@Nullable String text, Job job) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (!SEQ.matcher(text).matches() || Integer.parseInt(text) > job.lastSeq()) {
            throw new Refusal(
                    BAD_REQUEST,
                    "%s is not the number of an event of this job; its newest is %d."
                            .formatted(PlainText.quoted(text), job.lastSeq()),
                    "Give the id of the last event that you have seen, or leave it out to begin"
                            + " with the first.");
        }
        return Integer.parseInt(text);
    }

    /** News and heartbeats, until the job is over, the reader stalls, or the server stops. */
    private Flux<ServerSentEvent<EventView>> stream(
            Flux<RecordedEvent> lines, ServerHttpResponse response) {
        return Flux.defer(() -> {
            var demand = new Demand();
            var news = lines.map(EventStreamController::toServerSentEvent);
            var body =
                    untilFirstEnds(news, heartbeats())
                            .startWith(opening())
                            .takeUntilOther(stopped)
                            .takeUntilOther(demand.stalls(settings.patience()));
            var whole =
                    body.concatWith(Mono.defer(() -> farewell(demand)))
                            .takeUntilOther(cutOff(demand, response));
            return demand.counting(whole);
        });
    }

    private static <T> Flux<T> untilFirstEnds(Flux<T> first, Flux<T> endless) {
        return Flux.merge(first.materialize(), endless.map(Signal::next)).dematerialize();
    }

    private Flux<ServerSentEvent<EventView>> heartbeats() {
        return Flux.interval(settings.heartbeat())
                .onBackpressureDrop()
                .map(_ -> ServerSentEvent.<EventView>builder().comment("alive").build());
    }

    /** Sent at once, so that the client sees that it is connected. */
    private static ServerSentEvent<EventView> opening() {
        return ServerSentEvent.<EventView>builder().retry(RECONNECT).comment("connected").build();
    }

    /** What a stalled reader finds when it reads again: it missed something, and can resume. */
    private static Mono<ServerSentEvent<EventView>> farewell(Demand demand) {
        if (!demand.hasStalled()) {
            return Mono.empty();
        }
        log.atInfo().log("ended a stream whose reader stalled");
        return Mono.just(ServerSentEvent.<EventView>builder().event("lagged").data(null).build());
    }

    /** A reader that does not even take the farewell keeps a socket for nothing. */
    private Mono<Void> cutOff(Demand demand, ServerHttpResponse response) {
        return demand.stalls(settings.patience().multipliedBy(FAREWELL))
                .doOnSuccess(_ -> {
                    log.atInfo().log("cut off a stream whose reader stalled");
                    HttpServerResponse netty =
                            ServerHttpResponseDecorator.getNativeResponse(response);
                    netty.withConnection(DisposableChannel::dispose);
                });
    }

    private static ServerSentEvent<EventView> toServerSentEvent(RecordedEvent line) {
        return ServerSentEvent.builder(EventView.of(line))
                .id(Integer.toString(line.seq()))
                .event(EVENT_NAME.matcher(line.type()).matches() ? line.type() : "unknown")
                .build();
    }

    @Override
    public void start() {
        stop = new CompletableFuture<>();
        stopped = Mono.fromFuture(stop, true).cache();
        running = true;
    }

    /** Ends all streams, before the server begins to wait for open requests. */
    @Override
    public void stop() {
        running = false;
        stop.complete(null);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
