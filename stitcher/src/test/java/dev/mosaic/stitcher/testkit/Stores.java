package dev.mosaic.stitcher.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.message.Cursors;
import dev.mosaic.stitcher.job.message.Inbox;
import dev.mosaic.stitcher.job.message.Outbox;
import dev.mosaic.stitcher.job.store.Approvals;
import dev.mosaic.stitcher.job.store.BudgetExtensions;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.JobLeases;
import dev.mosaic.stitcher.job.store.JobSteps;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.store.Kills;
import dev.mosaic.stitcher.job.store.Steers;
import dev.mosaic.stitcher.job.work.Conversations;
import dev.mosaic.stitcher.job.work.JobLog;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** The stores of the job package over one database, wired as in the program. */
public record Stores(
        Jobs jobs,
        JobEvents events,
        JobSteps steps,
        JobLog log,
        JobLeases leases,
        Inbox inbox,
        Outbox outbox,
        Cursors cursors,
        Approvals approvals,
        Kills kills,
        BudgetExtensions extensions,
        Steers steers,
        Conversations conversations) {
    private static final Duration LEASE = Duration.ofSeconds(30);

    public static Stores on(Postgres postgres, Clock clock) {
        var db = postgres.client();
        var tx = postgres.transactions();
        var events = new JobEvents(db, JsonMapper.builder().build());
        return new Stores(
                new Jobs(db, tx, clock, events),
                events,
                new JobSteps(db, tx, clock, events),
                new JobLog(db),
                new JobLeases(db, tx, clock, events),
                new Inbox(db),
                new Outbox(db),
                new Cursors(db),
                new Approvals(db, tx, clock, events),
                new Kills(db, tx, clock, events),
                new BudgetExtensions(db, tx, clock, events),
                new Steers(db, tx, clock, events),
                new Conversations(db, events));
    }

    /** A new job; its trigger is used once. */
    public Job submit(JobRequest request) {
        return jobs.submit(request, "test:" + UUID.randomUUID()).block().job();
    }

    /** A new job that runs, and the right to work on it. */
    public Lease running(JobRequest request) {
        return running(submit(request).id());
    }

    /** The claim of a job that waits in the queue. */
    public Lease running(JobId id) {
        var incarnation = UUID.randomUUID();
        return leases.claim("test", incarnation, 64, 1_000, LEASE)
                .filter(job -> job.id().equals(id))
                .map(job -> new Lease(id, job.leaseEpoch(), "test", incarnation))
                .single()
                .block();
    }

    /** The next claim of a job that was put back into the queue. */
    public Lease again(Lease before) {
        return leases.claim("test", before.incarnation(), 64, 1_000, LEASE)
                .filter(job -> job.id().equals(before.job()))
                .map(job -> new Lease(job.id(), job.leaseEpoch(), "test", before.incarnation()))
                .single()
                .block();
    }

    /** The types of the lines of a job's log, after it was seen that no line is missing. */
    public List<String> wholeLog(JobId job) {
        var log = events.of(job, 0, 1_000).collectList().block();
        assertThat(log)
                .extracting(RecordedEvent::seq)
                .isEqualTo(IntStream.rangeClosed(1, log.size()).boxed().toList());
        assertThat(jobs.find(job).block().lastSeq()).isEqualTo(log.size());
        return log.stream().map(RecordedEvent::type).toList();
    }

    /** The log of a job. */
    public List<RecordedEvent> log(Lease lease) {
        return events.of(lease.job(), 0, 1_000).collectList().block();
    }
}
