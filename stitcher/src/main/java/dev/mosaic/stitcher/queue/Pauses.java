package dev.mosaic.stitcher.queue;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What must not be started, until somebody resumes it. What runs goes on. */
@Component
public class Pauses {
    private static final String INSTANCE = "instance";
    private static final String REPOSITORY = "repo:";

    private static final String PAUSE =
            """
            insert into pauses (scope, reason, by) values (:scope, :reason, :by)
            on conflict (scope) do update set
                reason = excluded.reason, by = excluded.by, at = excluded.at
            """;

    private static final String RESUME = "delete from pauses where scope = :scope";
    private static final String ALL = "select * from pauses order by scope";

    private final DatabaseClient db;

    public Pauses(DatabaseClient db) {
        this.db = db;
    }

    /**
     * @param repo the key of a repository; null for the whole instance
     * @param reason untrusted; may be empty
     */
    public record Pause(@Nullable String repo, String reason, String by, Instant at) {}

    /**
     * Starts no more jobs of a repository, or none at all. A claim that is under way when this is
     * committed may still start one.
     *
     * @param repo the key of a repository; null for the whole instance
     */
    public Mono<Void> pause(@Nullable String repo, String by, String reason) {
        return db.sql(PAUSE)
                .bind("scope", scope(repo))
                .bind("reason", reason)
                .bind("by", by)
                .then();
    }

    /** Starts jobs again; false if that was not paused. */
    public Mono<Boolean> resume(@Nullable String repo) {
        return db.sql(RESUME)
                .bind("scope", scope(repo))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    public Flux<Pause> all() {
        return db.sql(ALL).map(Pauses::toPause).all();
    }

    private static String scope(@Nullable String repo) {
        return repo == null ? INSTANCE : REPOSITORY + repo;
    }

    private static Pause toPause(Readable row) {
        var scope = text(row, "scope");
        return new Pause(
                scope.equals(INSTANCE) ? null : scope.substring(REPOSITORY.length()),
                text(row, "reason"),
                text(row, "by"),
                Objects.requireNonNull(row.get("at", Instant.class)));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
