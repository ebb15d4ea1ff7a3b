package dev.mosaic.stitcher.model.proxy;

import dev.mosaic.stitcher.model.ModelAccess;
import dev.mosaic.stitcher.model.ModelApi;
import dev.mosaic.stitcher.model.ModelSettings;
import dev.mosaic.stitcher.model.OpenRun;
import dev.mosaic.stitcher.model.proxy.Refused.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableChannel;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Answers what comes for {@code /llm/}, before anything else of the server sees it. Lets in by the
 * token of an open run, and by nothing else; an end of the run ends what is under way.
 */
@Component
final class ModelProxy implements WebHttpHandlerBuilderCustomizer {
    /** How long the rest of a body is waited for that nobody wants. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final ModelAccess access;
    private final Exchange exchange;
    private final ModelSettings settings;

    ModelProxy(ModelAccess access, Exchange exchange, ModelSettings settings) {
        this.access = access;
        this.exchange = exchange;
        this.settings = settings;
    }

    @Override
    public void customize(WebHttpHandlerBuilder builder) {
        builder.httpHandlerDecorator(this::before);
    }

    /** The same server, with the proxy before it. */
    HttpHandler before(HttpHandler others) {
        return (request, response) -> {
            var place = Route.of(request.getURI().getRawPath());
            return place == null
                    ? others.handle(request, response)
                    : answer(place, request, response);
        };
    }

    private Mono<Void> answer(
            Route.Place place, ServerHttpRequest request, ServerHttpResponse response) {
        var route = place.route();
        var api = route == null ? null : route.api();
        try {
            var run = enter(place, request.getMethod());
            return serve(run, api, request, response, exchange.of(run, checked(place)))
                    .doFinally(_ -> run.end());
        } catch (Refused refused) {
            return drained(request).then(refuse(refused, api, response));
        }
    }

    private OpenRun enter(Route.Place place, HttpMethod method) {
        var run = access.find(place.token());
        if (run == null) {
            throw over();
        }
        var route = checked(place);
        if (method != HttpMethod.POST) {
            throw new Refused(Kind.METHOD, "Only POST is answered here.");
        }
        if (route.api() != run.model().api()) {
            throw new Refused(
                    Kind.UNKNOWN,
                    "The model of this run, %s, does not speak this API but that of %s."
                            .formatted(run.model(), run.model().api()));
        }
        if (!run.begin(settings.calls())) {
            throw new Refused(
                    Kind.TOO_MANY,
                    "This run has %d calls under way, and may not have more (mosaic.model.calls)."
                            .formatted(settings.calls()));
        }
        return run;
    }

    private static Route checked(Route.Place place) {
        var route = place.route();
        if (route == null) {
            throw new Refused(
                    Kind.UNKNOWN,
                    "The proxy knows /v1/messages, /v1/messages/count_tokens, /v1/chat/completions"
                            + " and /v1/responses, and nothing else.");
        }
        return route;
    }

    private Mono<Void> serve(
            OpenRun run,
            @Nullable ModelApi api,
            ServerHttpRequest request,
            ServerHttpResponse response,
            Exchange.Way way) {
        return body(request)
                .flatMap(body -> way.pass(request, response, body))
                .timeout(settings.call(), Mono.error(ModelProxy::tooLong))
                .onErrorResume(e -> fail(e, api, response))
                .takeUntilOther(run.closed())
                .then(
                        Mono.defer(
                                () -> run.isClosed() ? fail(over(), api, response) : Mono.empty()));
    }

    private Mono<byte[]> body(ServerHttpRequest request) {
        return Mono.defer(() -> {
            var body = new RequestBody(settings.maxRequest());
            return request.getBody()
                    .map(body::take)
                    .takeUntil(far -> far)
                    .then(Mono.fromSupplier(body::whole));
        });
    }

    /** An answer that has begun cannot become another one: it breaks off, and everybody sees it. */
    private static Mono<Void> fail(
            Throwable failure, @Nullable ModelApi api, ServerHttpResponse response) {
        if (response.isCommitted()) {
            return Mono.fromRunnable(() -> cut(response));
        }
        return failure instanceof Refused refused
                ? refuse(refused, api, response)
                : Mono.error(failure);
    }

    private static void cut(ServerHttpResponse response) {
        HttpServerResponse connection = ServerHttpResponseDecorator.getNativeResponse(response);
        connection.withConnection(DisposableChannel::dispose);
    }

    private static Mono<Void> refuse(
            Refused refused, @Nullable ModelApi api, ServerHttpResponse response) {
        var body = refused.body(api);
        response.setStatusCode(HttpStatusCode.valueOf(refused.status()));
        var headers = response.getHeaders();
        // of an answer that broke before its first byte
        headers.clear();
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setContentLength(body.length);
        headers.setCacheControl("no-store");
        // part of the request may still be on its way
        headers.set(HttpHeaders.CONNECTION, "close");
        if (refused.passes()) {
            headers.set(HttpHeaders.RETRY_AFTER, "1");
        }
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /** A client that still writes would not see an answer that overtakes its body. */
    private Mono<Void> drained(ServerHttpRequest request) {
        var most = settings.maxRequest().toBytes();
        return request.getBody()
                .map(ModelProxy::drop)
                .scan(0L, Long::sum)
                .takeUntil(total -> total > most)
                .then()
                .timeout(DRAIN)
                .onErrorComplete();
    }

    private static long drop(DataBuffer buffer) {
        var size = buffer.readableByteCount();
        DataBufferUtils.release(buffer);
        return size;
    }

    private static Refused over() {
        return new Refused(
                Kind.TOKEN, "This run is over, or never was: its token opens nothing (any more).");
    }

    private static Refused tooLong() {
        return new Refused(
                Kind.SILENT, "The call took longer than mosaic.model.call allows. Try again.");
    }
}
