package dev.mosaic.herald;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.message.Cursors;
import dev.mosaic.stitcher.job.message.Outbox;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import tools.jackson.databind.json.JsonMapper;

/** One process with a herald in it, wired as in the program, with short pauses. */
final class HeraldWorld {
    static final HeraldSettings SETTINGS =
            new HeraldSettings(
                    Duration.ofMillis(50),
                    Duration.ofMillis(50),
                    500,
                    8,
                    Duration.ofMillis(2_500),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(10),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(10));

    private static final AtomicLong ISSUES = new AtomicLong(50_000);

    final Postgres postgres;
    final Stores stores;
    final Messages messages;
    final Accounts accounts;
    final Converger converger;
    final Sender sender;
    final Herald herald;
    final ToldSoFar toldSoFar;
    private final Bell bell = new Bell();
    private final JobEvents events;

    HeraldWorld(Postgres postgres) {
        this(postgres, new Outbox(postgres.client()));
    }

    HeraldWorld(Postgres postgres, Outbox outbox) {
        this(postgres, postgres.client(), postgres.transactions(), outbox);
    }

    HeraldWorld(Postgres postgres, Outbox outbox, Cursors cursors) {
        this(postgres, postgres.client(), postgres.transactions(), outbox, cursors);
    }

    /** A herald on a connection of its own; what happens to jobs happens on a sound one. */
    HeraldWorld(Postgres sound, DatabaseClient db, TransactionalOperator tx, Outbox outbox) {
        this(sound, db, tx, outbox, new Cursors(db));
    }

    private HeraldWorld(
            Postgres sound,
            DatabaseClient db,
            TransactionalOperator tx,
            Outbox outbox,
            Cursors cursors) {
        postgres = sound;
        stores = Stores.on(sound, Clock.systemUTC());
        events = new JobEvents(db, JsonMapper.builder().build());
        var jobs = new Jobs(db, tx, Clock.systemUTC(), events);
        messages = new Messages(db);
        accounts = new Accounts(jobs, events);
        converger = new Converger(messages, accounts, SETTINGS);
        sender = new Sender(outbox, converger, Clock.systemUTC(), SETTINGS);
        herald =
                new Herald(
                        events,
                        cursors,
                        new Announcements(jobs, accounts, messages, outbox),
                        tx,
                        bell,
                        SETTINGS);
        toldSoFar = new ToldSoFar(events, messages, outbox);
    }

    HeraldLoops loops(Outlet... outlets) {
        return new HeraldLoops(herald, converger, sender, List.of(outlets), events, bell, SETTINGS);
    }

    /** A job that runs, asked for at an outlet. */
    Lease running(Outlet outlet) {
        return stores.running(request(outlet, "here"));
    }

    static JobRequest request(Outlet outlet, String address) {
        var issue = new IssueRef(SampleJobs.REPO, ISSUES.incrementAndGet());
        return request(outlet, address, issue);
    }

    static JobRequest request(Outlet outlet, String address, IssueRef issue) {
        return new JobRequest(
                JobKind.FIX,
                issue,
                "demo/app",
                "Login fails",
                "",
                5,
                "strict",
                "scripted",
                null,
                "{}",
                new Origin(outlet.name(), address),
                "ann",
                null);
    }

    void record(Lease lease, JobEvent... told) {
        for (var event : told) {
            stores.jobs().record(lease, event).block();
        }
    }

    /** Reads the log to its end. */
    void readAll() {
        postgres.awaitWholeLog();
        for (var found = 1; found > 0; ) {
            found = herald.readOn().block();
        }
    }

    /** Shows and says at an outlet what is due now. */
    void tell(Outlet outlet) {
        converger.pass(outlet).block();
        sender.pass(outlet).block();
    }
}
