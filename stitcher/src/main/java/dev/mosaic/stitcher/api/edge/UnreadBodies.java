package dev.mosaic.stitcher.api.edge;

import dev.mosaic.stitcher.api.ApiSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes the body of a request that is refused before anybody read it. An answer that overtakes the
 * body would leave the connection standing: the server reads no more from it, and whatever the
 * client asks next gets no answer at all.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnreadBodies implements WebFilter {
    /** A body that takes longer is not waited for; its connection ends with the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final long maxBody;

    UnreadBodies(ApiSettings settings) {
        this.maxBody = settings.maxBody().toBytes();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!hasBody(exchange.getRequest().getHeaders())) {
            return chain.filter(exchange);
        }
        var request = new Watched(exchange.getRequest());
        var response = exchange.getResponse();
        response.beforeCommit(() -> request.takeTheRest(response));
        return chain.filter(exchange.mutate().request(request).build());
    }

    private static boolean hasBody(HttpHeaders headers) {
        return headers.getContentLength() > 0
                || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    /** A request that knows whether its body was asked for. */
    private final class Watched extends ServerHttpRequestDecorator {
        private final AtomicBoolean read = new AtomicBoolean();

        Watched(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.defer(() -> {
                read.set(true);
                return getDelegate().getBody();
            });
        }

        Mono<Void> takeTheRest(ServerHttpResponse response) {
            return Mono.defer(() -> {
                if (!read.compareAndSet(false, true)) {
                    return Mono.empty();
                }
                if (getHeaders().getContentLength() > maxBody) {
                    return end(response);
                }
                return getDelegate()
                        .getBody()
                        .map(Watched::drop)
                        .scan(0L, Long::sum)
                        .takeUntil(total -> total > maxBody)
                        .last(0L)
                        .timeout(PATIENCE)
                        .onErrorReturn(Long.MAX_VALUE)
                        .flatMap(total -> total > maxBody ? end(response) : Mono.empty());
            });
        }

        private static long drop(DataBuffer buffer) {
            var size = buffer.readableByteCount();
            DataBufferUtils.release(buffer);
            return size;
        }

        private static Mono<Void> end(ServerHttpResponse response) {
            response.getHeaders().set(HttpHeaders.CONNECTION, "close");
            return Mono.empty();
        }
    }
}
