package dev.mosaic.stitcher.api.stream;

import dev.mosaic.stitcher.api.problem.Refusal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one WebSocket answers. The answers to the requests and the news of all subscriptions make
 * one stream; requests are taken only as far as their answers are, so neither side can make the
 * other hold more than a few messages.
 */
final class SocketAnswers {
    private static final int LONGEST = 4_096;
    private static final int AHEAD = 16;

    private final LogFeed feed;
    private final EventFilters filters;
    private final JsonMapper json;
    private final int most;
    private final Map<String, Sinks.Empty<Void>> subscriptions = new ConcurrentHashMap<>();

    SocketAnswers(LogFeed feed, EventFilters filters, JsonMapper json, int most) {
        this.feed = feed;
        this.filters = filters;
        this.json = json;
        this.most = most;
    }

    /** What came over the socket. */
    sealed interface Heard {
        record Request(SocketRequest request) implements Heard {}

        /** A message that ends the connection. */
        record Nonsense(SocketClosed why) implements Heard {}

        /** What only shows that the other end lives. */
        record Sign() implements Heard {}
    }

    /** Reads a message at once: its bytes are gone when this returns. */
    static Heard hear(WebSocketMessage message) {
        try {
            return message.getType() == WebSocketMessage.Type.PONG
                    ? new Heard.Sign()
                    : new Heard.Request(read(message));
        } catch (SocketClosed why) {
            return new Heard.Nonsense(why);
        }
    }

    /** Errors with {@link SocketClosed} for nonsense. */
    Flux<String> answer(Flux<Heard> heard) {
        return heard.flatMap(
                one ->
                        switch (one) {
                            case Heard.Request(var request) -> react(request);
                            case Heard.Nonsense(var why) -> Flux.error(why);
                            case Heard.Sign() -> Flux.empty();
                        },
                most + AHEAD,
                AHEAD);
    }

    private static SocketRequest read(WebSocketMessage message) {
        if (message.getType() != WebSocketMessage.Type.TEXT) {
            throw new SocketClosed(
                    CloseStatus.NOT_ACCEPTABLE.withReason("only text is understood"));
        }
        if (message.getPayload().readableByteCount() > LONGEST) {
            throw new SocketClosed(
                    CloseStatus.TOO_BIG_TO_PROCESS.withReason("a message has at most 4096 bytes"));
        }
        try {
            return SocketRequest.parse(message.getPayloadAsText());
        } catch (IllegalArgumentException e) {
            throw violation(String.valueOf(e.getMessage()));
        }
    }

    private static SocketClosed violation(String reason) {
        return new SocketClosed(CloseStatus.POLICY_VIOLATION.withReason(reason));
    }

    private Flux<String> react(SocketRequest request) {
        if (request.subscribe() != null) {
            return subscribe(request.subscribe());
        }
        if (request.unsubscribe() != null) {
            return Flux.just(unsubscribe(request.unsubscribe().name()));
        }
        return Flux.just(json.writeValueAsString(Map.of("pong", String.valueOf(request.ping()))));
    }

    private Flux<String> subscribe(SocketRequest.Subscribe wanted) {
        var name = wanted.name();
        if (subscriptions.size() >= most) {
            return Flux.error(violation("at most %d subscriptions".formatted(most)));
        }
        var end = Sinks.<Void>empty();
        if (subscriptions.putIfAbsent(name, end) != null) {
            return Flux.error(violation("a subscription of this id is there"));
        }
        var types = wanted.type() == null ? List.<String>of() : wanted.type();
        return filters.of(wanted.job(), wanted.repo(), types)
                .zipWith(feed.position(wanted.after()))
                .flatMapMany(asked -> news(name, feed.open(asked.getT2(), asked.getT1())))
                .takeUntilOther(end.asMono())
                .onErrorResume(Refusal.class, refusal -> Flux.just(refused(name, refusal)))
                .doFinally(_ -> subscriptions.remove(name, end));
    }

    private Flux<String> news(String name, LogFeed.Reader reader) {
        var begun = Map.of("id", name, "cursor", reader.cursor());
        return reader.lines()
                .map(told -> event(name, told))
                .startWith(json.writeValueAsString(Map.of("subscribed", begun)));
    }

    /** Put together by hand around the event, which is JSON already. */
    private String event(String name, Told told) {
        return "{\"subscription\":%s,\"cursor\":\"%s\",\"event\":%s}"
                .formatted(json.writeValueAsString(name), told.cursor(), told.json());
    }

    private String refused(String name, Refusal refusal) {
        var problem = refusal.problem();
        return json.writeValueAsString(
                Map.of(
                        "error",
                        Map.of("id", name, "detail", problem.detail(), "hint", problem.hint())));
    }

    private String unsubscribe(String name) {
        var end = subscriptions.remove(name);
        if (end != null) {
            end.tryEmitEmpty();
        }
        return json.writeValueAsString(Map.of("unsubscribed", Map.of("id", name)));
    }
}
