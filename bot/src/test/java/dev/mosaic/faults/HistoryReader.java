package dev.mosaic.faults;

import dev.mosaic.faults.History.AgentRow;
import dev.mosaic.faults.History.ClaimRow;
import dev.mosaic.faults.History.DeliveryRow;
import dev.mosaic.faults.History.EffectRow;
import dev.mosaic.faults.History.EventRow;
import dev.mosaic.faults.History.JobRow;
import dev.mosaic.faults.History.KillRow;
import dev.mosaic.faults.History.Outside;
import dev.mosaic.faults.History.PullRequestRow;
import dev.mosaic.faults.History.WriteRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads a {@link History} out of a database, and puts the observer there who writes it. */
final class HistoryReader {
    /** Notes every accepted write of a job, whoever made it and by which statement. */
    private static final String OBSERVER =
            """
            create table fault_writes (
                pos    bigint generated always as identity primary key,
                job    uuid        not null,
                repo   text        not null,
                epoch  bigint      not null,
                status text        not null,
                owner  uuid,
                turn   timestamptz not null,
                at     timestamptz not null default clock_timestamp()
            );
            create function fault_note() returns trigger language plpgsql as $$
            begin
                insert into fault_writes (job, repo, epoch, status, owner, turn)
                values (new.id, new.repo, new.lease_epoch, new.status, new.owner_incarnation,
                        new.queued_at + new.priority * interval '10 minutes');
                return null;
            end $$;
            create trigger fault_note after insert or update on runner_jobs
                for each row execute function fault_note();
            """;

    private HistoryReader() {}

    static void observe(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(OBSERVER);
        }
    }

    /** Where the observer is now; what comes later is what happened after this. */
    static History read(Connection connection, Outside outside) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            return new History(
                    one(connection, "select clock_timestamp()"),
                    rows(connection, "select * from runner_jobs order by id", HistoryReader::job),
                    rows(
                            connection,
                            "select *, (payload ->> 'epoch')::bigint as epoch from job_events"
                                    + " order by job_id, seq",
                            HistoryReader::event),
                    rows(
                            connection,
                            "select * from job_claims order by job_id, epoch",
                            HistoryReader::claim),
                    rows(
                            connection,
                            "select *, xmin::text as tx from fault_writes order by pos",
                            HistoryReader::write),
                    triggers(connection),
                    rows(connection, "select * from inbox", HistoryReader::delivery),
                    rows(connection, "select * from outbox order by id", HistoryReader::effect),
                    rows(connection, "select * from agents", HistoryReader::agent),
                    kills(connection),
                    outside);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** The open pull requests of the local forge. */
    static List<PullRequestRow> pullRequests(Connection connection) throws SQLException {
        return rows(
                connection,
                "select r.name, p.* from local_pull_requests p"
                        + " join local_repositories r on r.id = p.repo where p.state = 'OPEN'",
                row ->
                        new PullRequestRow(
                                row.getString("name"),
                                row.getLong("number"),
                                row.getString("head"),
                                row.getString("base")));
    }

    /** Those of single jobs. */
    static List<KillRow> kills(Connection connection) throws SQLException {
        return rows(
                connection,
                """
                select k.*, k.xmin::text as tx, exists (
                    select from job_events e
                    where e.job_id = k.job_id and e.type = 'kill.proven'
                      and e.payload -> 'survivors' = '[]'::jsonb and e.at >= k.at) as told
                from kills k where k.job_id is not null
                """,
                HistoryReader::kill);
    }

    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    static <T> List<T> rows(Connection connection, String sql, Row<T> row) throws SQLException {
        var all = new ArrayList<T>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                all.add(row.of(result));
            }
        }
        return all;
    }

    private static Instant one(Connection connection, String sql) throws SQLException {
        return rows(connection, sql, row -> row.getTimestamp(1).toInstant()).getFirst();
    }

    private static Map<String, UUID> triggers(Connection connection) throws SQLException {
        var triggers = new HashMap<String, UUID>();
        rows(
                connection,
                "select key, job_id from triggers",
                row -> triggers.put(row.getString(1), row.getObject(2, UUID.class)));
        return triggers;
    }

    private static JobRow job(ResultSet row) throws SQLException {
        return new JobRow(
                row.getObject("id", UUID.class),
                row.getString("repo"),
                row.getLong("issue_number"),
                row.getString("status"),
                row.getInt("attempt"),
                row.getLong("lease_epoch"),
                row.getInt("last_seq"),
                row.getString("branch"),
                row.getObject("pr_number", Long.class));
    }

    private static EventRow event(ResultSet row) throws SQLException {
        return new EventRow(
                row.getObject("job_id", UUID.class),
                row.getInt("seq"),
                row.getString("type"),
                row.getObject("epoch", Long.class));
    }

    private static ClaimRow claim(ResultSet row) throws SQLException {
        return new ClaimRow(
                row.getObject("job_id", UUID.class),
                row.getLong("epoch"),
                row.getString("node"),
                row.getObject("incarnation", UUID.class));
    }

    private static WriteRow write(ResultSet row) throws SQLException {
        return new WriteRow(
                row.getLong("pos"),
                row.getObject("job", UUID.class),
                row.getString("repo"),
                row.getLong("epoch"),
                row.getString("status"),
                row.getObject("owner", UUID.class),
                at(row, "turn"),
                at(row, "at"),
                row.getString("tx"));
    }

    private static Instant at(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at.toInstant();
    }

    private static DeliveryRow delivery(ResultSet row) throws SQLException {
        return new DeliveryRow(
                row.getString("source"),
                row.getString("delivery_id"),
                row.getTimestamp("closed_at") != null);
    }

    private static EffectRow effect(ResultSet row) throws SQLException {
        return new EffectRow(
                row.getString("effect_key"),
                row.getString("outlet"),
                row.getString("address"),
                row.getTimestamp("sent_at") != null);
    }

    private static KillRow kill(ResultSet row) throws SQLException {
        return new KillRow(
                row.getObject("job_id", UUID.class),
                row.getLong("epoch"),
                row.getTimestamp("proven_at") == null ? null : at(row, "proven_at"),
                row.getString("tx"),
                row.getBoolean("told"));
    }

    private static AgentRow agent(ResultSet row) throws SQLException {
        return new AgentRow(
                row.getObject("job_id", UUID.class), row.getLong("epoch"), row.getString("state"));
    }
}
