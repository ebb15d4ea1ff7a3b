package dev.mosaic.stitcher.api.stream;

import static java.util.Objects.requireNonNull;
import static org.springframework.http.HttpStatus.UPGRADE_REQUIRED;

import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.api.problem.Refusal;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableChannel;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import tools.jackson.databind.json.JsonMapper;

/** The events of all jobs over a WebSocket, by subscriptions. */
@RestController
final class EventSocketController {
    private static final Logger log = LoggerFactory.getLogger(EventSocketController.class);
    private static final int LARGEST_FRAME = 16_384;
    private static final int FAREWELL = 4;
    private static final int AHEAD = 16;
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    /** Try again later: nothing is wrong but the pace. */
    private static final CloseStatus LAGGED =
            new CloseStatus(1013, "lagged: resume after the last cursor");

    private static final CloseStatus FULL =
            new CloseStatus(1013, "too many streams: come back later");

    private final LogFeed feed;
    private final EventFilters filters;
    private final JsonMapper json;
    private final ApiSettings settings;
    private final Streams streams;
    private final HandshakeWebSocketService handshakes =
            new HandshakeWebSocketService(
                    new ReactorNettyRequestUpgradeStrategy(() ->
                            WebsocketServerSpec.builder().maxFramePayloadLength(LARGEST_FRAME)));

    EventSocketController(
            LogFeed feed,
            EventFilters filters,
            JsonMapper json,
            ApiSettings settings,
            Streams streams) {
        this.feed = feed;
        this.filters = filters;
        this.json = json;
        this.settings = settings;
        this.streams = streams;
    }

    @GetMapping("/ws/events")
    Mono<Void> events(ServerWebExchange exchange) {
        var upgrade = exchange.getRequest().getHeaders().getUpgrade();
        if (!"websocket".equalsIgnoreCase(upgrade)) {
            throw new Refusal(
                    UPGRADE_REQUIRED,
                    "This path speaks WebSocket only.",
                    "Connect with a WebSocket client, or follow GET /api/events/stream.");
        }
        streams.refuseIfFull();
        exchange.getResponse().getHeaders().remove(HttpHeaders.CONTENT_TYPE);
        return handshakes.handleRequest(
                exchange, session -> answer(session, exchange.getResponse()));
    }

    private Mono<Void> answer(WebSocketSession session, ServerHttpResponse response) {
        var end = new AtomicReference<>(CloseStatus.NORMAL);
        var answers =
                new SocketAnswers(feed, filters, json, settings.maxSubscriptions())
                        .answer(heard(session))
                        .map(session::textMessage);
        var demand = new Demand();
        var messages =
                streams.counted(Flux.merge(answers, pings(session)))
                        .takeUntilOther(session.closeStatus())
                        .takeUntilOther(because(streams.stopped(), CloseStatus.GOING_AWAY, end))
                        .takeUntilOther(because(demand.stalls(settings.patience()), LAGGED, end))
                        .onErrorResume(problem -> end(problem, end))
                        .takeUntilOther(cutOff(demand, response));
        return session.send(demand.counting(messages))
                .then(Mono.defer(() -> close(session, response, requireNonNull(end.get()))));
    }

    /**
     * Says why, and waits for the other end to have read it: a socket that is closed while the
     * other end still answers to pings is reset, and what it had not read yet is lost.
     */
    private static Mono<Void> close(
            WebSocketSession session, ServerHttpResponse response, CloseStatus status) {
        HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
        var reason = status.getReason() == null ? "" : status.getReason();
        netty.withConnection(connection ->
                connection
                        .channel()
                        .writeAndFlush(new CloseWebSocketFrame(status.getCode(), reason)));
        return Mono.firstWithSignal(session.closeStatus().then(), Mono.delay(LAST_WORD).then())
                .then(session.close(status));
    }

    /**
     * Goes on to be read when nobody listens any more: a cancel that reached the socket would close
     * it without a reason, and bytes that nobody reads make the system reset the connection before
     * the other end has read our last word.
     */
    private static Flux<SocketAnswers.Heard> heard(WebSocketSession session) {
        var heard = session.receive().map(SocketAnswers::hear).publish(AHEAD).autoConnect(2);
        heard.onErrorComplete().subscribe();
        return heard;
    }

    private static Mono<Void> because(
            Mono<Void> signal, CloseStatus status, AtomicReference<CloseStatus> end) {
        return signal.doOnSuccess(_ -> {
            end.set(status);
            if (status == LAGGED) {
                log.atInfo().log("ended a WebSocket whose reader stalled");
            }
        });
    }

    private static Mono<WebSocketMessage> end(Throwable problem, AtomicReference<CloseStatus> end) {
        switch (problem) {
            case SocketClosed closed -> end.set(closed.status());
            case Refusal _ -> end.set(FULL);
            default -> {
                log.atError().setCause(problem).log("a WebSocket broke down");
                end.set(CloseStatus.SERVER_ERROR.withReason("an error in Mosaic"));
            }
        }
        return Mono.empty();
    }

    /** So that both ends, and what stands between them, see that the other lives. */
    private Flux<WebSocketMessage> pings(WebSocketSession session) {
        return Flux.interval(settings.heartbeat())
                .onBackpressureDrop()
                .map(_ -> session.pingMessage(buffers -> buffers.wrap(new byte[] {'m', 'o', 's'})));
    }

    /** A reader that does not even take the farewell keeps a socket for nothing. */
    private Mono<Void> cutOff(Demand demand, ServerHttpResponse response) {
        return demand.stalls(settings.patience().multipliedBy(FAREWELL))
                .doOnSuccess(_ -> {
                    HttpServerResponse netty =
                            ServerHttpResponseDecorator.getNativeResponse(response);
                    netty.withConnection(DisposableChannel::dispose);
                });
    }
}
