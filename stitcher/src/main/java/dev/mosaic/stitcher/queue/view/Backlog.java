package dev.mosaic.stitcher.queue.view;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.queue.QueueSettings;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What waits, for what, and how much of everything there is. */
@Component
public class Backlog {
    private static final String FIGURES =
            """
            select count(*) filter (where status = 'QUEUED') as pending,
                   count(*) filter (where status in ('RUNNING', 'CANCELLING')) as active,
                   count(*) filter (where status = 'WAITING') as waiting,
                   count(*) filter (where status = 'PENDING') as delayed,
                   extract(epoch from clock_timestamp() - min(queued_at) filter (where status = 'QUEUED'))
                       ::float8 as oldest,
                   f.completed, f.failed, f.cancelled, f.quarantined
            from (select count(*) filter (where status = 'COMPLETED') as completed,
                         count(*) filter (where status = 'FAILED') as failed,
                         count(*) filter (where status = 'CANCELLED') as cancelled,
                         count(*) filter (where status = 'QUARANTINED') as quarantined
                  from runner_jobs where finished_at > now() - interval '1 day') f
            left join runner_jobs
                on status in ('PENDING', 'QUEUED', 'RUNNING', 'WAITING', 'CANCELLING')
            group by f.completed, f.failed, f.cancelled, f.quarantined
            """;

    private static final String REPOSITORIES =
            """
            select repo, max(repo_name) as repo_name,
                   count(*) filter (where status = 'QUEUED') as pending,
                   count(*) filter (where status in ('RUNNING', 'CANCELLING')) as active
            from runner_jobs
            where status in ('PENDING', 'QUEUED', 'RUNNING', 'WAITING', 'CANCELLING')
            group by repo order by pending desc, repo limit :limit
            """;

    /** The order is that of {@code claim_jobs}, if nothing else happened. */
    private static final String WAITING =
            """
            with under_way as materialized (
                select repo, count(*)::int as jobs from runner_jobs
                where status in ('RUNNING', 'CANCELLING') group by repo),
            busy as materialized (
                select requested_by as person, count(*)::int as jobs from runner_jobs
                where status in ('RUNNING', 'CANCELLING') group by requested_by),
            placed as (
                select q.*, row_number() over (partition by q.repo order by q.turn, q.id) as place
                from runner_jobs q where q.status = 'QUEUED')
            select j.id, j.repo, j.repo_name, j.issue_number, j.priority, j.queued_at,
                   row_number() over (order by
                       greatest(1, j.priority - floor(extract(epoch from now() - j.queued_at) / 600)),
                       (coalesce(u.jobs, 0) + j.place) / coalesce(l.weight, 1),
                       l.last_served_at nulls first, j.turn, j.id) as position,
                   case when exists (select from pauses where scope = 'instance') then 'PAUSED'
                        when p.scope is not null then 'REPOSITORY_PAUSED'
                        when not exists (select from nodes n
                                         where n.alive_until > clock_timestamp() and not n.draining)
                            then 'NO_NODE'
                        when :perPerson > 0 and b.jobs >= :perPerson then 'PERSON_BUSY'
                        when j.place > greatest(0, coalesce(l.max_running, :perRepository) - coalesce(u.jobs, 0))
                            then 'REPOSITORY_BUSY'
                        else 'SLOT' end as why
            from placed j
            left join under_way u on u.repo = j.repo
            left join busy b on b.person = j.requested_by
            left join repo_limits l on l.repo = j.repo
            left join pauses p on p.scope = 'repo:' || j.repo
            order by position limit :limit
            """;

    private final DatabaseClient db;
    private final QueueSettings settings;

    public Backlog(DatabaseClient db, QueueSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    /**
     * How many jobs there are of each kind; those that are over, in the last 24 hours.
     *
     * @param pending may be claimed (QUEUED)
     * @param active RUNNING or CANCELLING
     * @param waiting for a person
     * @param delayed until a time (PENDING)
     * @param oldest how long the oldest of the pending ones has waited; null without any
     */
    public record Figures(
            long pending,
            long active,
            long waiting,
            long delayed,
            long completed,
            long failed,
            long cancelled,
            long quarantined,
            @Nullable Duration oldest) {}

    /** The live jobs of one repository. @param repo its key */
    public record Share(String repo, String name, long pending, long active) {}

    /** What a queued job waits for. */
    public enum Why {
        /** The instance is paused. */
        PAUSED,
        /** Its repository is paused. */
        REPOSITORY_PAUSED,
        /** No node lives that takes jobs. */
        NO_NODE,
        /** Its requester has as many under way as one person may have. */
        PERSON_BUSY,
        /** Its repository has as many under way, or before it, as it may have. */
        REPOSITORY_BUSY,
        /** The next free slot. */
        SLOT
    }

    /**
     * Where a queued job stands.
     *
     * @param position from 1, over all repositories
     * @param repo the key of its repository
     * @param name of its repository; untrusted
     */
    public record Place(
            long position,
            JobId job,
            String repo,
            String name,
            long issue,
            int priority,
            Instant queuedAt,
            Why why) {}

    public Mono<Figures> figures() {
        return db.sql(FIGURES)
                .map(row -> {
                    var oldest = row.get("oldest", Double.class);
                    return new Figures(
                            count(row, "pending"),
                            count(row, "active"),
                            count(row, "waiting"),
                            count(row, "delayed"),
                            count(row, "completed"),
                            count(row, "failed"),
                            count(row, "cancelled"),
                            count(row, "quarantined"),
                            oldest == null ? null : Duration.ofMillis((long) (oldest * 1_000)));
                })
                .one();
    }

    /** Those with the most pending jobs first. */
    public Flux<Share> repositories(int limit) {
        return db.sql(REPOSITORIES)
                .bind("limit", limit)
                .map(row ->
                        new Share(
                                text(row, "repo"),
                                text(row, "repo_name"),
                                count(row, "pending"),
                                count(row, "active")))
                .all();
    }

    /** The queue in the order in which it would be served. */
    public Flux<Place> waiting(int limit) {
        return db.sql(WAITING)
                .bind("limit", limit)
                .bind("perRepository", settings.perRepository())
                .bind("perPerson", settings.perPerson())
                .map(row ->
                        new Place(
                                count(row, "position"),
                                new JobId(Objects.requireNonNull(row.get("id", UUID.class))),
                                text(row, "repo"),
                                text(row, "repo_name"),
                                count(row, "issue_number"),
                                Objects.requireNonNull(row.get("priority", Integer.class)),
                                Objects.requireNonNull(row.get("queued_at", Instant.class)),
                                Why.valueOf(text(row, "why"))))
                .all();
    }

    private static long count(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
