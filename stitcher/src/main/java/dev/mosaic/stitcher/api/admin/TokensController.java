package dev.mosaic.stitcher.api.admin;

import static org.springframework.http.HttpStatus.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.ApiToken;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.access.Scope;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.InstanceAdmins;
import dev.mosaic.stitcher.api.PageCursor;
import dev.mosaic.stitcher.api.problem.Refusal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Makes, lists and revokes tokens. A secret is in the answer that makes it, and nowhere else. */
@RestController
@RequestMapping("/api/admin/tokens")
final class TokensController {
    private static final String LIST = "tokens";
    private static final int MOST = 200;

    private final ApiTokens tokens;
    private final InstanceAdmins admins;

    TokensController(ApiTokens tokens, InstanceAdmins admins) {
        this.tokens = tokens;
        this.admins = admins;
    }

    /**
     * A token as callers see it.
     *
     * @param token its secret; only in the answer that made it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TokenView(
            long id,
            String name,
            List<String> scopes,
            String forge,
            String person,
            String createdBy,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt,
            @Nullable String token) {
        static TokenView of(ApiToken token, @Nullable String secret) {
            return new TokenView(
                    token.id(),
                    token.name(),
                    token.scopes().stream().sorted().map(Scope::word).toList(),
                    token.actor().forge(),
                    token.actor().name(),
                    token.createdBy(),
                    token.createdAt(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    token.revokedAt(),
                    secret);
        }
    }

    /** Some tokens, newest first. @param next the {@code cursor} of the next page */
    record TokenPage(List<TokenView> tokens, @Nullable String next) {}

    @PostMapping
    Mono<ResponseEntity<TokenView>> make(@RequestBody NewToken wanted, Actor actor) {
        var token = wanted.wanted(actor);
        return admins.demand(actor)
                .then(Mono.defer(() -> Detached.mono(tokens.make(token, actor))))
                .map(made ->
                        ResponseEntity.created(URI.create("/api/admin/tokens/" + made.token().id()))
                                .body(TokenView.of(made.token(), made.secret())));
    }

    @GetMapping
    Mono<TokenPage> list(
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            Actor actor) {
        PageCursor.checkLimit(limit, MOST);
        var before = PageCursor.read(LIST, cursor, Long::valueOf);
        return admins.demand(actor)
                .then(Mono.defer(() -> Detached.list(tokens.list(before, limit + 1))))
                .map(found -> page(found, limit));
    }

    /** Again is fine: the first time counts. */
    @DeleteMapping("/{id}")
    Mono<TokenView> revoke(@PathVariable long id, Actor actor) {
        return admins.demand(actor)
                .then(Mono.defer(() -> Detached.mono(tokens.revoke(id, actor))))
                .map(token -> TokenView.of(token, null))
                .switchIfEmpty(Mono.error(() -> unknown(id)));
    }

    private static TokenPage page(List<ApiToken> found, int limit) {
        var some = found.subList(0, Math.min(limit, found.size()));
        return new TokenPage(
                some.stream().map(token -> TokenView.of(token, null)).toList(),
                found.size() <= limit ? null : PageCursor.of(LIST, some.getLast().id()));
    }

    private static Refusal unknown(long id) {
        return new Refusal(
                NOT_FOUND,
                "There is no token %d.".formatted(id),
                "GET /api/admin/tokens lists the tokens and their ids.");
    }
}
