package dev.mosaic.stitcher.model.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mosaic.stitcher.model.ModelSettings;
import dev.mosaic.stitcher.model.Models;
import dev.mosaic.stitcher.model.OpenRun;
import dev.mosaic.stitcher.model.ledger.Bill;
import dev.mosaic.stitcher.model.ledger.Ledger;
import dev.mosaic.stitcher.model.ledger.Tokens;
import dev.mosaic.stitcher.model.proxy.Refused.Kind;
import dev.mosaic.stitcher.secrets.Redactor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

/** One request to a provider and its answer, between two budgets. */
@Component
final class Exchange {
    private static final String BETA = "beta=true";
    private static final int MOST_OF_AN_ERROR = 64 << 10;

    /** Pieces that are asked for before the agent took those before them. */
    private static final int AHEAD = 32;

    /** A call that ended in time is settled long before its reservation lapses. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final Models models;
    private final Ledger ledger;
    private final Providers providers;
    private final Redactor redactor;
    private final ModelSettings settings;

    Exchange(
            Models models,
            Ledger ledger,
            Providers providers,
            Redactor redactor,
            ModelSettings settings) {
        this.models = models;
        this.ledger = ledger;
        this.providers = providers;
        this.redactor = redactor;
        this.settings = settings;
    }

    /** What a run does by a route. */
    Way of(OpenRun run, Route route) {
        return new Way(run, route);
    }

    /** The way of one call: there and back. */
    final class Way {
        private final OpenRun run;
        private final Route route;

        private Way(OpenRun run, Route route) {
            this.run = run;
            this.route = route;
        }

        /** Completes with the answer; {@link Refused} as long as that has not begun. */
        Mono<Void> pass(ServerHttpRequest request, ServerHttpResponse response, byte[] body) {
            var wish = RequestReader.read(body, settings.providerTools());
            if (!wish.model().equals(run.model().name())) {
                throw new Refused(
                        Kind.FORBIDDEN,
                        "This run may use the model `%s` and no other. Ask for it by that name."
                                .formatted(run.model().name()));
            }
            var there =
                    new Providers.Request(
                            run.model(),
                            route,
                            BETA.equals(request.getURI().getRawQuery()) ? BETA : "",
                            request.getHeaders(),
                            wish.forwarded(route, body));
            if (!route.isPaid()) {
                return providers.call(there, answer -> free(answer, response), _ -> {});
            }
            var estimate = Estimate.of(wish, body.length, run.model());
            return paid(new Call(ledger, run), estimate, there, response);
        }

        private Mono<Void> paid(
                Call call,
                Estimate estimate,
                Providers.Request request,
                ServerHttpResponse response) {
            return call.reserve(models, estimate, settings.call().plus(MARGIN))
                    // from here the provider's connection is made on the agent's own loop
                    .publishOn(loop(response))
                    .then(
                            Mono.defer(() -> {
                                // until the provider says what it does: it may do all of it
                                call.costs(() -> whole(estimate));
                                return providers.call(
                                        request,
                                        answer -> counted(call, estimate, answer, response),
                                        _ -> call.costs(() -> Bill.NOTHING));
                            }))
                    .doFinally(_ -> call.end());
        }

        private Mono<Void> counted(
                Call call, Estimate estimate, ClientResponse answer, ServerHttpResponse response) {
            if (!answer.statusCode().is2xxSuccessful()) {
                call.costs(() -> Bill.NOTHING);
                return call.settle().then(refusal(answer, response));
            }
            var headers = answer.headers().asHttpHeaders();
            var meter =
                    new Meter(route.api(), isEvents(headers), headers.getContentLength(), estimate);
            call.costs(meter::bill);
            // concatMap must be cancelled by the thread that it runs on: it drops what it holds
            // while another one may still take it, and a piece that is released twice is memory
            // of somebody else's connection
            var here = loop(response);
            var pieces =
                    answer.body(BodyExtractors.toDataBuffers())
                            .onErrorMap(_ -> brokenOff())
                            .publishOn(here, AHEAD)
                            .concatMap(piece -> measured(call, meter, piece, here), 1)
                            .concatWith(call.settle().then(Mono.empty()))
                            .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                            .cancelOn(here);
            return send(answer, response, pieces);
        }

        /** The last piece waits for the ledger, so that the next call finds it in order. */
        private Mono<DataBuffer> measured(
                Call call, Meter meter, DataBuffer piece, Scheduler here) {
            var last = false;
            try (var bytes = piece.readableByteBuffers()) {
                while (bytes.hasNext()) {
                    last |= meter.take(bytes.next());
                }
            }
            if (!last) {
                return Mono.just(piece);
            }
            // a copy, because nobody would release what waits here when the agent hangs up
            var copy = new byte[piece.readableByteCount()];
            piece.read(copy);
            DataBufferUtils.release(piece);
            return call.settle()
                    .publishOn(here)
                    .thenReturn(DefaultDataBufferFactory.sharedInstance.wrap(copy));
        }

        private Refused brokenOff() {
            return new Refused(
                    Kind.AWAY,
                    "The provider %s broke off its answer. Try again."
                            .formatted(run.model().provider()));
        }

        private Mono<Void> free(ClientResponse answer, ServerHttpResponse response) {
            return answer.statusCode().is2xxSuccessful()
                    ? send(answer, response, answer.body(BodyExtractors.toDataBuffers()))
                    : refusal(answer, response);
        }

        /** What a provider says of an error may hold what Mosaic showed it. */
        private Mono<Void> refusal(ClientResponse answer, ServerHttpResponse response) {
            if (answer.statusCode().is3xxRedirection()) {
                return answer.releaseBody()
                        .then(
                                Mono.error(() ->
                                        new Refused(
                                                Kind.AWAY,
                                                "The provider %s sends elsewhere, which is not followed. Mend mosaic.model.providers.%s.base-url."
                                                        .formatted(
                                                                run.model().provider(),
                                                                run.model().provider()))));
            }
            var text =
                    DataBufferUtils.join(
                                    DataBufferUtils.takeUntilByteCount(
                                            answer.body(BodyExtractors.toDataBuffers()),
                                            MOST_OF_AN_ERROR))
                            .map(buffer -> {
                                var whole = buffer.toString(UTF_8);
                                DataBufferUtils.release(buffer);
                                return redactor.redact(whole);
                            })
                            .map(clean -> response.bufferFactory().wrap(clean.getBytes(UTF_8)));
            return send(answer, response, text.flux(), true);
        }
    }

    /** Of the connection to the agent. */
    private static Scheduler loop(ServerHttpResponse response) {
        HttpServerResponse connection = ServerHttpResponseDecorator.getNativeResponse(response);
        var loop = new AtomicReference<Scheduler>();
        connection.withConnection(
                it -> loop.set(Schedulers.fromExecutorService(it.channel().eventLoop())));
        return Objects.requireNonNull(loop.get());
    }

    private static Mono<Void> send(
            ClientResponse answer, ServerHttpResponse response, Flux<DataBuffer> pieces) {
        return send(answer, response, pieces, false);
    }

    /**
     * Not in groups that are flushed one by one: Reactor Netty flushes once it has written all that
     * is there, so a piece that comes alone leaves at once, and many leave together.
     */
    private static Mono<Void> send(
            ClientResponse answer,
            ServerHttpResponse response,
            Flux<DataBuffer> pieces,
            boolean changed) {
        response.setStatusCode(answer.statusCode());
        var headers = response.getHeaders();
        Passing.back(answer.headers().asHttpHeaders(), headers);
        if (changed) {
            headers.remove(HttpHeaders.CONTENT_LENGTH);
        }
        return response.writeWith(pieces);
    }

    private static Bill whole(Estimate estimate) {
        return new Bill(new Tokens(estimate.read(), estimate.written(), 0, 0, 0), true);
    }

    private static boolean isEvents(HttpHeaders headers) {
        var type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
    }
}
