package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.faults.History.Limits;
import dev.mosaic.faults.History.Outside;
import dev.mosaic.faults.Violation.Invariant;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.Kills.Order;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The checker over what the real stores write, with one of the database's guards taken out: what
 * the guard prevents then happens, and is found. With all of them in place nothing is.
 */
class NegativeControlsTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Set<Invariant> LOOKED_AT =
            Set.of(
                    Invariant.ONE_JOB_PER_TRIGGER,
                    Invariant.FENCED,
                    Invariant.WITHIN_LIMIT,
                    Invariant.GAPLESS,
                    Invariant.NOTHING_LEFT,
                    Invariant.KILL_PROVEN);

    private final Postgres postgres = new Postgres();
    private Stores stores;
    private Connection connection;

    @BeforeEach
    void begin() throws SQLException {
        postgres.beforeAll(null);
        stores = Stores.on(postgres, Clock.systemUTC());
        connection =
                DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres"
                                .formatted(postgres.port(), postgres.database()));
        HistoryReader.observe(connection);
    }

    @AfterEach
    void end() throws SQLException {
        connection.close();
        postgres.afterAll(null);
    }

    @Test
    void withEveryGuardInPlaceNothingIsFound() throws SQLException {
        takenOver();
        crowded();
        var killed = kill();
        stores.jobs().killed(killed, List.of(), Duration.ZERO).block();

        assertThat(found()).isEmpty();
    }

    @Test
    void aClaimThatForgetsTheLimitIsFound() throws SQLException {
        changeClaim("greatest(0, coalesce(l.max_running, p_per_repo) - coalesce(u.jobs, 0))", "9");

        crowded();

        assertThat(found()).containsOnly(Invariant.WITHIN_LIMIT);
    }

    @Test
    void aClaimThatDoesNotRaiseTheEpochIsFound() throws SQLException {
        changeClaim("lease_epoch = j.lease_epoch + 1", "lease_epoch = 1");
        change("alter table job_claims drop constraint job_claims_pkey");

        takenOver();

        assertThat(found()).contains(Invariant.FENCED);
    }

    @Test
    void anEpochThatFallsIsFound() throws SQLException {
        change(
                """
                create function lower_epoch() returns trigger language plpgsql as $$
                begin
                    if new.status = 'QUEUED' then new.lease_epoch := 0; end if;
                    return new;
                end $$;
                create trigger lower_epoch before update on runner_jobs
                    for each row execute function lower_epoch();
                alter table job_claims drop constraint job_claims_pkey;
                """);

        takenOver();

        assertThat(found()).contains(Invariant.FENCED);
    }

    @Test
    void aLogThatLosesLinesIsFound() throws SQLException {
        change(
                """
                create function lose_line() returns trigger language plpgsql as $$
                begin
                    return case when new.seq = 3 then null else new end;
                end $$;
                create trigger lose_line before insert on job_events
                    for each row execute function lose_line();
                """);

        takenOver();

        assertThat(found()).contains(Invariant.GAPLESS);
    }

    @Test
    void anIssueWithTwoLiveJobsIsFound() throws SQLException {
        stores.submit(SampleJobs.request());
        change("drop index runner_jobs_one_live_per_subject");
        change(
                """
                insert into triggers select key || '-again', job_id, at from triggers;
                create temp table twin as select * from runner_jobs;
                alter table twin drop column turn;
                update twin set id = gen_random_uuid();
                """);
        var columns =
                HistoryReader.rows(
                        connection,
                        "select column_name from information_schema.columns"
                                + " where table_name = 'twin' order by ordinal_position",
                        row -> row.getString(1));
        var names = String.join(", ", columns);
        change("insert into runner_jobs (%s) select %s from twin".formatted(names, names));

        assertThat(found()).contains(Invariant.ONE_JOB_PER_TRIGGER);
    }

    @Test
    void aProofThatComesBeforeTheEndIsFound() throws SQLException {
        var killed = kill();
        var open = stores.kills().open(killed.node()).single().block();
        stores.kills().prove(open, List.of()).block();

        stores.jobs().killed(killed, List.of(), Duration.ZERO).block();

        assertThat(found()).containsOnly(Invariant.KILL_PROVEN);
    }

    /** The lease of a job that somebody has and somebody killed. */
    private Lease kill() {
        stores.submit(SampleJobs.request(new IssueRef(new RepoRef("local", 78), 1)));
        var lease = claim("d", 1).getFirst();
        stores.kills().kill(lease.job(), null, Order.of("ada", "fire", "test")).block();
        return lease;
    }

    /** A job whose node dies, and which another one completes. */
    private void takenOver() {
        var job = stores.submit(SampleJobs.request());
        var first = claim("a", 1).getFirst();
        assertThat(first.job()).isEqualTo(job.id());
        stores.leases().recover("a", UUID.randomUUID()).collectList().block();
        for (var lease : claim("b", 1)) {
            stores.jobs().complete(lease, "done").onErrorComplete().block();
        }
    }

    /** Three jobs of one repository, and a node with room for all. */
    private void crowded() {
        for (var issue = 1; issue <= 3; issue++) {
            stores.submit(SampleJobs.request(new IssueRef(new RepoRef("local", 77), issue)));
        }
        for (var turn = 1; turn <= 3; turn++) {
            for (var lease : claim("c", 3)) {
                stores.jobs().complete(lease, "done").block();
            }
        }
    }

    private List<Lease> claim(String node, int slots) {
        var incarnation = UUID.randomUUID();
        return stores.leases()
                .claim(node, incarnation, slots, 1, LEASE)
                .map((Job job) -> new Lease(job.id(), job.leaseEpoch(), node, incarnation))
                .collectList()
                .block();
    }

    private void changeClaim(String from, String to) throws SQLException {
        var source =
                HistoryReader.rows(
                                connection,
                                "select pg_get_functiondef(oid) from pg_proc where proname = 'claim_jobs'"
                                        + " order by pronargs desc",
                                row -> row.getString(1))
                        .getFirst();
        assertThat(source).contains(from);
        change(source.replace(from, to));
    }

    private void change(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<Invariant> found() throws SQLException {
        var outside =
                new Outside(
                        Map.of(),
                        Map.of(),
                        List.of(),
                        Set.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Set.of(),
                        new Limits(1, Duration.ofMinutes(10), Duration.ofMinutes(1), 3));
        return HistoryChecker.check(HistoryReader.read(connection, outside)).stream()
                .map(Violation::invariant)
                .filter(LOOKED_AT::contains)
                .distinct()
                .toList();
    }
}
