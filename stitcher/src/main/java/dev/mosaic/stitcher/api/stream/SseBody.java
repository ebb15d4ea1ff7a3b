package dev.mosaic.stitcher.api.stream;

import dev.mosaic.stitcher.api.ApiSettings;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.netty.DisposableChannel;
import reactor.netty.http.server.HttpServerResponse;

/** The body of a stream: news and signs of life, until one side has enough. */
@Component
final class SseBody {
    private static final Logger log = LoggerFactory.getLogger(SseBody.class);
    private static final int FAREWELL = 4;
    private static final Pattern EVENT_NAME = Pattern.compile("[a-z._]{1,64}");
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final ApiSettings settings;
    private final Streams streams;

    SseBody(ApiSettings settings, Streams streams) {
        this.settings = settings;
        this.streams = streams;
    }

    static ResponseEntity<Flux<ServerSentEvent<String>>> answer(
            Flux<ServerSentEvent<String>> body) {
        return ResponseEntity.ok().header("X-Accel-Buffering", "no").body(body);
    }

    /** Of one job; ends with it. */
    Flux<ServerSentEvent<String>> of(Flux<Told> lines, ServerHttpResponse response) {
        return body(
                lines.map(told -> event(told, Integer.toString(told.event().seq()))),
                () -> null,
                response);
    }

    /** Of all; a sign of life carries how far was looked, for who resumes. */
    Flux<ServerSentEvent<String>> of(LogFeed.Reader reader, ServerHttpResponse response) {
        return body(
                reader.lines().map(told -> event(told, told.cursor())), reader::cursor, response);
    }

    /** News and heartbeats, until the source ends, the reader stalls, or the server stops. */
    private Flux<ServerSentEvent<String>> body(
            Flux<ServerSentEvent<String>> news,
            Supplier<@Nullable String> place,
            ServerHttpResponse response) {
        var stream =
                Flux.defer(() -> {
                    var demand = new Demand();
                    var body =
                            untilFirstEnds(news, heartbeats(place))
                                    .startWith(opening())
                                    .takeUntilOther(streams.stopped())
                                    .takeUntilOther(demand.stalls(settings.patience()));
                    var whole =
                            body.concatWith(Mono.defer(() -> farewell(demand)))
                                    .takeUntilOther(cutOff(demand, response));
                    return demand.counting(whole);
                });
        return streams.counted(stream);
    }

    private static <T> Flux<T> untilFirstEnds(Flux<T> first, Flux<T> endless) {
        return Flux.merge(first.materialize(), endless.map(Signal::next)).dematerialize();
    }

    private Flux<ServerSentEvent<String>> heartbeats(Supplier<@Nullable String> place) {
        return Flux.interval(settings.heartbeat())
                .onBackpressureDrop()
                .map(_ -> alive(place.get()));
    }

    private static ServerSentEvent<String> alive(@Nullable String place) {
        var alive = ServerSentEvent.<String>builder().comment("alive");
        return place == null ? alive.build() : alive.id(place).build();
    }

    /** Sent at once, so that the client sees that it is connected. */
    private static ServerSentEvent<String> opening() {
        return ServerSentEvent.<String>builder().retry(RECONNECT).comment("connected").build();
    }

    /** What a stalled reader finds when it reads again: it missed something, and can resume. */
    private static Mono<ServerSentEvent<String>> farewell(Demand demand) {
        if (!demand.hasStalled()) {
            return Mono.empty();
        }
        log.atInfo().log("ended a stream whose reader stalled");
        return Mono.just(ServerSentEvent.<String>builder().event("lagged").data("null").build());
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

    private static ServerSentEvent<String> event(Told told, String id) {
        var type = told.event().type();
        return ServerSentEvent.builder(told.json())
                .id(id)
                .event(EVENT_NAME.matcher(type).matches() ? type : "unknown")
                .build();
    }
}
