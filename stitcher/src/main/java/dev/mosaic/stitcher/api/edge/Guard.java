package dev.mosaic.stitcher.api.edge;

import static org.springframework.http.HttpStatus.CONTENT_TOO_LARGE;
import static org.springframework.http.HttpStatus.FORBIDDEN;
import static org.springframework.http.HttpStatus.UNSUPPORTED_MEDIA_TYPE;

import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * While no token is asked for: refuses what a web page in the user's browser could send to a server
 * on the user's own machine: under a name that was made to point here (DNS rebinding), from another
 * site, or as a form.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class Guard implements WebFilter {
    private final long maxBody;
    private final boolean tokensOnly;

    Guard(ApiSettings settings) {
        this.tokensOnly = settings.auth() == ApiSettings.Auth.TOKEN;
        this.maxBody = settings.maxBody().toBytes();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.defer(() -> {
            var request = exchange.getRequest();
            var answer = exchange.getResponse().getHeaders();
            answer.set("X-Content-Type-Options", "nosniff");
            answer.set("Content-Security-Policy", "default-src 'none'");
            answer.setCacheControl("no-store");
            if (tokensOnly) {
                checkOriginIsThisServer(request.getHeaders());
            } else {
                checkHost(request.getHeaders());
                checkOrigin(request.getHeaders());
            }
            checkBody(request.getHeaders());
            return chain.filter(exchange.mutate().request(limited(request)).build());
        });
    }

    private static void checkHost(HttpHeaders headers) {
        var hosts = headers.getOrEmpty(HttpHeaders.HOST);
        if (hosts.size() != 1 || !Loopback.isHost(hosts.getFirst())) {
            throw new Refusal(
                    FORBIDDEN,
                    "This server answers requests for localhost only, not for %s."
                            .formatted(VisibleText.quoted(String.join(", ", hosts))),
                    "Use http://localhost or http://127.0.0.1 with the port of this server.");
        }
    }

    private static void checkOrigin(HttpHeaders headers) {
        for (var origin : headers.getOrEmpty(HttpHeaders.ORIGIN)) {
            if (!Loopback.isOrigin(origin)) {
                throw strange("from the web page " + VisibleText.quoted(origin));
            }
        }
        if (headers.getOrEmpty("Sec-Fetch-Site").contains("cross-site")) {
            throw strange("from a web page of another site");
        }
    }

    /** No page of another site knows a token; that it calls at all is a mistake or a trick. */
    private static void checkOriginIsThisServer(HttpHeaders headers) {
        var host = String.valueOf(headers.getFirst(HttpHeaders.HOST));
        for (var origin : headers.getOrEmpty(HttpHeaders.ORIGIN)) {
            if (!origin.matches("https?://.+")
                    || !origin.replaceFirst("^https?://", "").equals(host)) {
                throw strange("from the web page " + VisibleText.quoted(origin));
            }
        }
    }

    private static Refusal strange(String what) {
        return new Refusal(
                FORBIDDEN,
                "This server takes no requests %s.".formatted(what),
                "Call the API from the command line, or from a page that this machine serves.");
    }

    /** A form and plain text are all that a page may send elsewhere without asking first. */
    private void checkBody(HttpHeaders headers) {
        var length = headers.getContentLength();
        if (length > maxBody) {
            throw tooLarge();
        }
        var hasBody = length > 0 || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
        if (!hasBody && !headers.containsHeader(HttpHeaders.CONTENT_TYPE)) {
            return;
        }
        if (!isJson(headers.getOrEmpty(HttpHeaders.CONTENT_TYPE))
                || headers.containsHeader(HttpHeaders.CONTENT_ENCODING)) {
            throw new Refusal(
                    UNSUPPORTED_MEDIA_TYPE,
                    "The body must be uncompressed application/json.",
                    "Send the header `Content-Type: application/json` and a JSON object.");
        }
    }

    private static boolean isJson(List<String> types) {
        try {
            return types.size() == 1
                    && MediaType.APPLICATION_JSON.equalsTypeAndSubtype(
                            MediaType.parseMediaType(types.getFirst()));
        } catch (InvalidMediaTypeException _) {
            return false;
        }
    }

    /** Counts what really comes: a chunked body says no length in advance. */
    private ServerHttpRequest limited(ServerHttpRequest request) {
        return new ServerHttpRequestDecorator(request) {
            @Override
            public Flux<DataBuffer> getBody() {
                return Flux.defer(() -> {
                    var read = new AtomicLong();
                    return super.getBody().doOnNext(buffer -> count(read, buffer));
                });
            }
        };
    }

    private void count(AtomicLong read, DataBuffer buffer) {
        if (read.addAndGet(buffer.readableByteCount()) > maxBody) {
            DataBufferUtils.release(buffer);
            throw tooLarge();
        }
    }

    private Refusal tooLarge() {
        return new Refusal(
                CONTENT_TOO_LARGE,
                "The body is larger than %,d bytes.".formatted(maxBody),
                "Send less; put long instructions into the issue. The limit is mosaic.api.max-body.");
    }

    /**
     * Which names mean this machine. Only exact ones: a name that must be resolved can be made to
     * lie.
     */
    private static final class Loopback {
        private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
        private static final Pattern HOST_HEADER =
                Pattern.compile("(?<host>\\[[^\\]]*\\]|[^:]*)(?::\\d{0,5})?");

        private Loopback() {}

        /** True for the value of a {@code Host} header that names this machine, with any port. */
        static boolean isHost(String header) {
            var matcher = HOST_HEADER.matcher(header);
            return matcher.matches()
                    && HOSTS.contains(matcher.group("host").toLowerCase(Locale.ROOT));
        }

        /** True for the value of an {@code Origin} header of a page that this machine served. */
        static boolean isOrigin(String header) {
            try {
                var host = new URI(header).getHost();
                return host != null && HOSTS.contains(host.toLowerCase(Locale.ROOT));
            } catch (URISyntaxException _) {
                return false;
            }
        }
    }
}
