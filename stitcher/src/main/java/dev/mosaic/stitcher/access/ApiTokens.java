package dev.mosaic.stitcher.access;

import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The tokens of the API. A secret leaves this class once, when it is made; what is kept is its
 * SHA-256, and a look-up by that hash tells nothing by the time it takes. Whether one has expired
 * is decided by the database's clock.
 */
@Component
public class ApiTokens {
    private static final Logger log = LoggerFactory.getLogger(ApiTokens.class);

    private static final String INSERT =
            """
            insert into api_tokens (name, hash, scopes, forge, person, created_by, expires_at)
            values (:name, :hash, :scopes, :forge, :person, :by,
                    clock_timestamp() + make_interval(secs => :seconds))
            returning *
            """;

    private static final String FIND =
            """
            select *, coalesce(expires_at <= clock_timestamp(), false) as expired,
                   coalesce(last_used_at < clock_timestamp() - interval '1 minute', true) as unnoted
            from api_tokens where hash = :hash
            """;

    private static final String NOTE_USE =
            "update api_tokens set last_used_at = clock_timestamp() where id = :id";

    private static final String LIST =
            "select * from api_tokens where id < :before order by id desc limit :limit";

    private static final String REVOKE =
            """
            update api_tokens set revoked_at = coalesce(revoked_at, clock_timestamp())
            where id = :id returning *
            """;

    private final DatabaseClient db;
    private final SecureRandom random = new SecureRandom();

    public ApiTokens(DatabaseClient db) {
        this.db = db;
    }

    /** The tokens of a database, for who has its address and no server. */
    public static ApiTokens over(ConnectionFactory database) {
        return new ApiTokens(DatabaseClient.create(database));
    }

    /**
     * A token to be made.
     *
     * @param lifetime null for one that never expires
     */
    public record Wanted(String name, Set<Scope> scopes, Actor actor, @Nullable Duration lifetime) {
        public Wanted {
            scopes = Set.copyOf(scopes);
        }
    }

    /** A new token. @param secret shown to whoever asked for it, and nowhere else */
    public record Made(ApiToken token, String secret) {
        /** Without the secret. */
        @Override
        public String toString() {
            return token.toString();
        }
    }

    /** What somebody showed at the door. */
    public sealed interface Shown {
        record Valid(ApiToken token) implements Shown {}

        record Expired(ApiToken token) implements Shown {}

        record Revoked(ApiToken token) implements Shown {}

        record Unknown() implements Shown {}
    }

    /**
     * @param by who asks for it; the caller has made sure that they may
     */
    public Mono<Made> make(Wanted wanted, Actor by) {
        return Mono.defer(() -> {
            var secret = TokenSecret.make(random);
            var lifetime = wanted.lifetime();
            return db.sql(INSERT)
                    .bind("name", wanted.name())
                    .bind("hash", TokenSecret.hash(secret))
                    .bind(
                            "scopes",
                            wanted.scopes().stream().map(Scope::name).toArray(String[]::new))
                    .bind("forge", wanted.actor().forge())
                    .bind("person", wanted.actor().name())
                    .bind("by", by.forge() + "/" + by.name())
                    .bind(
                            "seconds",
                            lifetime == null
                                    ? Parameters.in(R2dbcType.DOUBLE)
                                    : Parameters.in((double) lifetime.toSeconds()))
                    .map(ApiTokens::toToken)
                    .one()
                    .doOnNext(token -> audit("made a token", token, by))
                    .map(token -> new Made(token, secret));
        });
    }

    /** Never empty. A text that is no token costs no look into the database. */
    public Mono<Shown> show(String secret) {
        if (!TokenSecret.isWellFormed(secret)) {
            return Mono.just(new Shown.Unknown());
        }
        return db.sql(FIND)
                .bind("hash", TokenSecret.hash(secret))
                .map(Found::of)
                .one()
                .flatMap(found -> found.unnoted() ? noteUse(found) : Mono.just(found.shown()))
                .defaultIfEmpty(new Shown.Unknown());
    }

    /** Newest first. @param before only those with a smaller id; null for the newest */
    public Flux<ApiToken> list(@Nullable Long before, int limit) {
        return db.sql(LIST)
                .bind("before", before == null ? Long.MAX_VALUE : before)
                .bind("limit", limit)
                .map(ApiTokens::toToken)
                .all();
    }

    /** From now on it opens nothing. Again changes nothing. Empty if there is no such token. */
    public Mono<ApiToken> revoke(long id, Actor by) {
        return db.sql(REVOKE)
                .bind("id", id)
                .map(ApiTokens::toToken)
                .one()
                .doOnNext(token -> audit("revoked a token", token, by));
    }

    private Mono<Shown> noteUse(Found found) {
        return found.shown() instanceof Shown.Valid(var token)
                ? db.sql(NOTE_USE).bind("id", token.id()).then().thenReturn(found.shown())
                : Mono.just(found.shown());
    }

    private static void audit(String what, ApiToken token, Actor by) {
        log.atInfo()
                .addKeyValue("token", token.id())
                .addKeyValue("name", token.name())
                .addKeyValue("scopes", token.scopes())
                .addKeyValue("person", token.actor().name())
                .addKeyValue("by", by.name())
                .log(what);
    }

    private static ApiToken toToken(Readable row) {
        return new ApiToken(
                of(row, "id", Long.class),
                of(row, "name", String.class),
                Arrays.stream(of(row, "scopes", String[].class))
                        .map(Scope::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                new Actor(of(row, "forge", String.class), of(row, "person", String.class)),
                of(row, "created_by", String.class),
                of(row, "created_at", Instant.class),
                row.get("expires_at", Instant.class),
                row.get("last_used_at", Instant.class),
                row.get("revoked_at", Instant.class));
    }

    private static <T> T of(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    /** A row, and what the database's clock says about it. */
    private record Found(Shown shown, boolean unnoted) {
        static Found of(Readable row) {
            var token = toToken(row);
            var shown =
                    token.revokedAt() != null
                            ? new Shown.Revoked(token)
                            : ApiTokens.of(row, "expired", Boolean.class)
                                    ? new Shown.Expired(token)
                                    : new Shown.Valid(token);
            return new Found(shown, ApiTokens.of(row, "unnoted", Boolean.class));
        }
    }
}
