package dev.mosaic.stitcher.api.entry;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.TOO_MANY_REQUESTS;
import static org.springframework.http.HttpStatus.UNAUTHORIZED;

import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.access.ApiTokens.Shown;
import dev.mosaic.stitcher.access.Scope;
import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.api.Caller;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.problem.Hints;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Lets a request in: by its bearer token, or, while the server answers this machine alone and needs
 * none, as the user who started it. A token that is shown must be good even where none is needed. A
 * token in an address is refused, because addresses end in logs and histories.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class Entrance implements WebFilter {
    private static final Logger log = LoggerFactory.getLogger(Entrance.class);
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +(\\S{1,200})");
    private static final Set<String> NAMES_OF_SECRETS =
            Set.of("token", "access_token", "api_key", "authorization");
    private static final String HINT =
            "Send the header `Authorization: Bearer mosaic_…`. `mosaic token create` makes a token;"
                    + " the command line reads it from MOSAIC_TOKEN or --token-file.";

    private final ApiTokens tokens;
    private final boolean tokensOnly;
    private final FailedTries failures;
    private final KnownTokens known = new KnownTokens();

    Entrance(ApiTokens tokens, ApiSettings settings, Clock clock) {
        this.tokens = tokens;
        this.tokensOnly = settings.auth() == ApiSettings.Auth.TOKEN;
        this.failures = new FailedTries(settings.authFailures(), clock);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.defer(() -> {
            var request = exchange.getRequest();
            refuseSecretsInTheAddress(request);
            var route = RouteScopes.of(request.getMethod(), request.getPath());
            if (route != null && route.scope() == null) {
                return chain.filter(exchange);
            }
            var shown = request.getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION);
            if (shown.isEmpty() && !tokensOnly) {
                Caller.local().enter(exchange);
                return chain.filter(exchange);
            }
            return caller(shown, address(request))
                    .flatMap(caller -> {
                        caller.demand(scopeOf(route, exchange));
                        caller.enter(exchange);
                        return chain.filter(exchange);
                    });
        });
    }

    private Mono<Caller> caller(List<String> headers, String address) {
        var bearer = headers.size() == 1 ? BEARER.matcher(headers.getFirst()) : null;
        if (bearer == null || !bearer.matches()) {
            return Mono.error(() ->
                    refused(
                            headers.isEmpty()
                                    ? "This server asks for a token."
                                    : "The header `Authorization` is not `Bearer` and a token."));
        }
        var secret = bearer.group(1);
        if (failures.tooMany(address) && !known.contains(secret)) {
            return Mono.error(Entrance::tooMany);
        }
        return Detached.mono(tokens.show(secret)).map(shown -> open(shown, secret, address));
    }

    private Caller open(Shown shown, String secret, String address) {
        return switch (shown) {
            case Shown.Valid(var token) -> {
                known.add(secret);
                yield new Caller(token.actor(), token.scopes());
            }
            case Shown.Expired(var token) ->
                    throw failed(address, token.id(), "This token has expired.");
            case Shown.Revoked(var token) ->
                    throw failed(address, token.id(), "This token was revoked.");
            case Shown.Unknown() -> throw failed(address, null, "This token is not known.");
        };
    }

    private Refusal failed(String address, @Nullable Long token, String detail) {
        if (failures.add(address)) {
            log.atWarn().addKeyValue("address", address).log("too many wrong tokens");
        }
        log.atInfo()
                .addKeyValue("address", address)
                .addKeyValue("token", token)
                .log("refused a token");
        return refused(detail);
    }

    private static Refusal refused(String detail) {
        return new Refusal(UNAUTHORIZED, detail, HINT);
    }

    private static Refusal tooMany() {
        return new Refusal(
                TOO_MANY_REQUESTS,
                "Too many wrong tokens came from this address.",
                "Wait a minute. Then check the token that is sent; `mosaic token list` shows which"
                        + " are good.");
    }

    /** Closed unless the table opens it, so that a forgotten route is no open one. */
    private static Scope scopeOf(RouteScopes.@Nullable Route route, ServerWebExchange exchange) {
        if (route != null && route.scope() != null) {
            return route.scope();
        }
        var request = exchange.getRequest();
        var methods = RouteScopes.methods(request.getPath());
        if (methods.isEmpty()) {
            throw new Refusal(
                    NOT_FOUND,
                    "There is nothing at " + VisibleText.quoted(request.getPath().value()) + ".",
                    Hints.PATHS);
        }
        throw new MethodNotAllowedException(request.getMethod(), methods);
    }

    private static void refuseSecretsInTheAddress(ServerHttpRequest request) {
        for (var name : request.getQueryParams().keySet()) {
            if (NAMES_OF_SECRETS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new Refusal(
                        BAD_REQUEST,
                        "A token does not belong into an address: those are logged and remembered.",
                        HINT + " If this one was real, revoke it.");
            }
        }
    }

    private static String address(ServerHttpRequest request) {
        var remote = request.getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? "unknown"
                : remote.getAddress().getHostAddress();
    }
}
