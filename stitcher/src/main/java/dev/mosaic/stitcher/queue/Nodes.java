package dev.mosaic.stitcher.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The store of nodes. All times are the database's. */
@Component
public class Nodes {
    /**
     * A row belongs to its incarnation until that is known to be dead, or has been silent for so
     * long that its leases are over too; and a database that has only just come back has heard
     * nobody for long.
     */
    private static final String BEAT =
            """
            insert into nodes (id, incarnation, slots, alive_until)
            values (:id, :incarnation, :slots, clock_timestamp() + make_interval(secs => :lease))
            on conflict (id) do update set
                incarnation = excluded.incarnation,
                slots = excluded.slots,
                started_at = case when nodes.incarnation = excluded.incarnation
                                  then nodes.started_at else excluded.started_at end,
                heartbeat_at = excluded.heartbeat_at,
                alive_until = excluded.alive_until,
                draining = nodes.draining and nodes.incarnation = excluded.incarnation
            where nodes.incarnation = excluded.incarnation
               or nodes.incarnation = any(:dead)
               or (nodes.alive_until < clock_timestamp() - make_interval(secs => :margin)
                   and clock_timestamp()
                       > pg_postmaster_start_time() + make_interval(secs => :lease + :margin))
            returning heartbeat_at, draining
            """;

    private static final String SIGN_OFF =
            "delete from nodes where id = :id and incarnation = :incarnation";

    private static final String DRAIN = "update nodes set draining = :draining where id = :id";

    private static final String ALL =
            """
            select n.*, n.alive_until > clock_timestamp() as alive,
                   (select count(*)::int from runner_jobs j
                    where j.status in ('RUNNING', 'CANCELLING') and j.owner_node = n.id) as running
            from nodes n order by n.id limit 1000
            """;

    private static final String FORGET =
            "delete from nodes where alive_until < clock_timestamp() - interval '1 day'";

    private final DatabaseClient db;

    public Nodes(DatabaseClient db) {
        this.db = db;
    }

    /**
     * A node as the database knows it.
     *
     * @param running how many jobs it works on
     * @param alive whether it gave a sign of life in the time of a lease
     * @param draining whether it gets no new jobs
     */
    public record Seen(
            String id,
            int slots,
            int running,
            boolean alive,
            boolean draining,
            Instant startedAt,
            Instant heartbeatAt) {}

    /** A heartbeat that was accepted. @param at by the database's clock */
    record Beat(Instant at, boolean draining) {}

    /**
     * Says that this incarnation lives. Empty: the node's row belongs to another that may live, and
     * nothing was written.
     */
    Mono<Beat> beat(Node node, QueueSettings settings, Collection<UUID> dead) {
        return db.sql(BEAT)
                .bind("id", node.id())
                .bind("incarnation", node.incarnation())
                .bind("slots", settings.slots())
                .bind("lease", seconds(settings.lease()))
                .bind("margin", seconds(settings.reap().margin()))
                .bind("dead", dead.toArray(UUID[]::new))
                .map(row ->
                        new Beat(
                                Objects.requireNonNull(row.get("heartbeat_at", Instant.class)),
                                Boolean.TRUE.equals(row.get("draining", Boolean.class))))
                .one();
    }

    /** This incarnation goes away, and holds nothing any more. */
    Mono<Void> signOff(Node node) {
        return db.sql(SIGN_OFF)
                .bind("id", node.id())
                .bind("incarnation", node.incarnation())
                .then();
    }

    /**
     * From now on, or no longer, this node gets no new job; it finishes what it has. It ends when
     * the node starts anew. False if there is no such node.
     */
    public Mono<Boolean> drain(String id, boolean draining) {
        return db.sql(DRAIN)
                .bind("id", id)
                .bind("draining", draining)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** All that said a word in the last day, by name. */
    public Flux<Seen> all() {
        return db.sql(ALL)
                .map(row ->
                        new Seen(
                                Objects.requireNonNull(row.get("id", String.class)),
                                Objects.requireNonNull(row.get("slots", Integer.class)),
                                Objects.requireNonNull(row.get("running", Integer.class)),
                                Boolean.TRUE.equals(row.get("alive", Boolean.class)),
                                Boolean.TRUE.equals(row.get("draining", Boolean.class)),
                                Objects.requireNonNull(row.get("started_at", Instant.class)),
                                Objects.requireNonNull(row.get("heartbeat_at", Instant.class))))
                .all();
    }

    /** Forgets nodes that have been gone for a day. */
    Mono<Void> forget() {
        return db.sql(FORGET).then();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
