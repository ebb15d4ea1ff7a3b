package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.database.Committed;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import java.time.Clock;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/**
 * Takes jobs away from owners that died: RUNNING → QUEUED, or → QUARANTINED when it was the third
 * time; CANCELLING → CANCELLED, in the words of whoever wished it. All in one statement, each with
 * the event that tells of it, and only while nobody else changes the job. Its steps and agents end
 * in the same statement, so that nobody sees a job that waits and an agent that seems to work; an
 * agent that was reserved for it goes on waiting with it.
 */
final class Orphans {
    /** A job that dies under its owner this often is not given to another. */
    static final int CRASHES = 3;

    /** The condition comes first, then the kind of lock. */
    private static final String PUT_BACK =
            """
            with orphaned as materialized (
                select id, version, status,
                       case when status = 'CANCELLING' then 'CANCELLED'
                            when crash_count + 1 < :crashes then 'QUEUED'
                            else 'QUARANTINED' end as becomes
                from runner_jobs
                where status in ('RUNNING', 'CANCELLING') and %s
                order by id
                for update %s),
            moved as (
                update runner_jobs j set
                    status = o.becomes,
                    owner_node = null, owner_incarnation = null, lease_until = null,
                    crash_count = j.crash_count + case o.status when 'RUNNING' then 1 else 0 end,
                    queued_at = case o.becomes when 'QUEUED' then :now else j.queued_at end,
                    finished_at = case o.becomes when 'QUEUED' then null else :now end,
                    error = case o.becomes when 'QUARANTINED' then :error else j.error end,
                    last_seq = j.last_seq + 1,
                    version = j.version + 1
                from orphaned o
                where j.id = o.id and j.version = o.version and j.status = o.status
                returning j.*),
            told as (
                insert into job_events (job_id, seq, at, type, actor, payload)
                select m.id, m.last_seq, :now,
                       case m.status when 'QUEUED' then 'job.queued'
                                     when 'QUARANTINED' then 'job.quarantined'
                                     else 'job.cancelled' end,
                       case m.status when 'CANCELLED' then coalesce(wish.by, :mosaic) else :mosaic end,
                       case m.status when 'QUEUED' then :queued::jsonb
                                     when 'QUARANTINED' then :quarantined::jsonb
                                     else jsonb_build_object(
                                         'by', coalesce(wish.by, :mosaic),
                                         'reason', coalesce(wish.reason, '')) end
                from moved m
                left join lateral (
                    select coalesce(e.payload ->> 'by', e.actor) as by, e.payload ->> 'reason' as reason
                    from job_events e
                    where m.status = 'CANCELLED' and e.job_id = m.id and e.type = 'job.cancelling'
                    order by e.seq desc limit 1) wish on true),
            abandoned as (
                update job_steps set status = 'ABANDONED', finished_at = :now
                where status = 'RUNNING' and job_id in (select id from moved)),
            lost as (
                update agents a set state = 'KILLED', completed_at = :now,
                    error = case when a.node is null then 'Its job was over before it began.'
                                 else 'Its node went away while it ran.' end
                from moved m
                where a.job_id = m.id and a.state in ('SPAWNING', 'RUNNING')
                  and (a.node is not null or m.status <> 'QUEUED'))
            select * from moved order by id
            """;

    private final DatabaseClient db;
    private final Clock clock;
    private final JobEvents events;

    Orphans(DatabaseClient db, Clock clock, JobEvents events) {
        this.db = db;
        this.clock = clock;
        this.events = events;
    }

    /** Waits for whoever changes one of them right now. */
    Flux<Job> putBack(String condition, Map<String, ?> values) {
        return putBack(condition, "", values);
    }

    /** Passes over those that somebody changes right now. */
    Flux<Job> putBackIfIdle(String condition, Map<String, ?> values) {
        return putBack(condition, "skip locked", values);
    }

    private Flux<Job> putBack(String condition, String lock, Map<String, ?> values) {
        var error =
                "The node that ran this job went away %d times. Look into the log of that node, then retry the job."
                        .formatted(CRASHES);
        return Committed.rows(
                        db.sql(PUT_BACK.formatted(condition, lock))
                                .bindValues(values)
                                .bind("crashes", CRASHES)
                                .bind("now", clock.instant())
                                .bind("error", error)
                                .bind("mosaic", JobTable.MOSAIC)
                                .bind("queued", payload(new JobEvent.Queued("its node went away")))
                                .bind("quarantined", payload(new JobEvent.Quarantined(error)))
                                .map(JobTable::toJob))
                .doOnNext(_ -> events.tick());
    }

    private String payload(JobEvent event) {
        return events.row(event).payload();
    }
}
