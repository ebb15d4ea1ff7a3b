package dev.mosaic.stitcher.model.proxy;

import dev.mosaic.stitcher.model.Model;
import dev.mosaic.stitcher.model.ModelSettings;
import dev.mosaic.stitcher.model.Models;
import dev.mosaic.stitcher.model.proxy.Refused.Kind;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** The connections to the providers of models. Follows no redirects and keeps no cookies. */
@Component
final class Providers implements DisposableBean {
    /** Shorter than the idle timeouts of providers, so that a call seldom meets a closed one. */
    private static final Duration IDLE = Duration.ofSeconds(20);

    private final Models models;
    private final ConnectionProvider pool;
    private final WebClient client;

    Providers(Models models, ModelSettings settings) {
        this.models = models;
        this.pool =
                ConnectionProvider.builder("models")
                        .maxIdleTime(IDLE)
                        .pendingAcquireTimeout(settings.connect())
                        .build();
        var http =
                HttpClient.create(pool)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) Math.min(settings.connect().toMillis(), Integer.MAX_VALUE))
                        .responseTimeout(settings.silence())
                        // a call that was sent twice would be paid twice
                        .disableRetry(true)
                        .followRedirect(false);
        this.client =
                WebClient.builder().clientConnector(new ReactorClientHttpConnector(http)).build();
    }

    /** A request for a provider. @param query what stands behind {@code ?}; empty for nothing */
    record Request(Model model, Route route, String query, HttpHeaders headers, byte[] body) {}

    /**
     * Calls the provider, and ends the connection if {@code answer} is cancelled. Errors that come
     * before its head are {@link Refused}.
     *
     * @param unsent is told of an error before the request was sent
     */
    Mono<Void> call(
            Request request,
            Function<ClientResponse, Mono<Void>> answer,
            Consumer<Throwable> unsent) {
        var provider = models.provider(request.model());
        var query = request.query().isEmpty() ? "" : "?" + request.query();
        return client.post()
                .uri(URI.create(provider.address() + request.route().upstream() + query))
                .headers(headers -> {
                    Passing.there(request.headers(), headers);
                    headers.setContentType(MediaType.APPLICATION_JSON);
                    Passing.show(provider.api(), provider.key(), headers);
                })
                .bodyValue(request.body())
                .exchangeToMono(answer)
                .onErrorMap(
                        WebClientRequestException.class,
                        e -> refused(request.model(), e.getMostSpecificCause(), unsent));
    }

    @Override
    public void destroy() {
        pool.dispose();
    }

    private static Refused refused(Model model, Throwable cause, Consumer<Throwable> unsent) {
        return switch (cause) {
            case ReadTimeoutException _ ->
                    new Refused(
                            Kind.SILENT,
                            "The provider %s sent nothing for too long (mosaic.model.silence). Try again."
                                    .formatted(model.provider()));
            case ConnectException _, UnknownHostException _, SSLException _, TimeoutException _ -> {
                unsent.accept(cause);
                yield new Refused(
                        Kind.AWAY,
                        "The provider %s cannot be reached. Check mosaic.model.providers.%s.base-url and the network."
                                .formatted(model.provider(), model.provider()));
            }
            default ->
                    new Refused(
                            Kind.AWAY,
                            "The connection to the provider %s broke before it answered. Try again."
                                    .formatted(model.provider()));
        };
    }
}
