package dev.mosaic.herald;

import dev.mosaic.stitcher.database.Committed;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The store of status messages. All times are the database's. */
@Component
class Messages {
    /** A message that is already behind keeps its time, so that a burst cannot push it away. */
    private static final String WANT =
            """
            insert into messages (job, outlet, address, wanted_seq)
            values (:job, :outlet, :address, :seq)
            on conflict (job, outlet, address) do update set
                wanted_seq = greatest(messages.wanted_seq, excluded.wanted_seq),
                due_at = case
                    when :urgent then clock_timestamp()
                    when messages.wanted_seq > messages.shown_seq then messages.due_at
                    else greatest(messages.due_at, clock_timestamp())
                end
            """;

    private static final String TAKE =
            """
            update messages m set held_until = clock_timestamp() + :hold * interval '1 millisecond'
            from (select job, outlet, address from messages
                  where outlet = :outlet
                    and wanted_seq > shown_seq and not gave_up
                    and due_at <= clock_timestamp()
                    and (held_until is null or held_until <= clock_timestamp())
                  order by due_at
                  limit :limit
                  for update skip locked) due
            where (m.job, m.outlet, m.address) = (due.job, due.outlet, due.address)
            returning m.*
            """;

    private static final String TAKE_ONE =
            """
            update messages set held_until = clock_timestamp() + :hold * interval '1 millisecond'
            where job = :job and outlet = :outlet and address = :address
              and wanted_seq > shown_seq and not gave_up
              and (held_until is null or held_until <= clock_timestamp())
            returning *
            """;

    private static final String IS_BEHIND =
            """
            select count(*) as behind from messages
            where job = :job and outlet = :outlet and address = :address
              and wanted_seq > shown_seq and not gave_up
            """;

    private static final String WANTED_SEQ =
            """
            select wanted_seq from messages
            where job = :job and outlet = :outlet and address = :address
            """;

    private static final String SHOWN =
            """
            update messages set
                remote_id = :remote,
                shown_seq = greatest(shown_seq, :seq),
                shown_hash = :hash,
                shown_at = clock_timestamp(),
                due_at = clock_timestamp() + :debounce * interval '1 millisecond',
                held_until = null, failures = 0, error = null
            where job = :job and outlet = :outlet and address = :address
            """;

    private static final String FAILED =
            """
            update messages set
                due_at = clock_timestamp() + :pause * interval '1 millisecond',
                held_until = null, failures = failures + 1, error = :error, gave_up = :forGood
            where job = :job and outlet = :outlet and address = :address
            """;

    private final DatabaseClient db;

    Messages(DatabaseClient db) {
        this.db = db;
    }

    /**
     * A place is to be shown the state of a job as of {@code seq}, or a newer one.
     *
     * @param urgent true to show it without the usual pause, and in spite of earlier failures
     */
    Mono<Void> want(JobId job, Origin at, int seq, boolean urgent) {
        return at(db.sql(WANT), job, at).bind("seq", seq).bind("urgent", urgent).then();
    }

    /** Takes messages of an outlet that are behind and due, for this caller alone for a while. */
    Flux<Message> take(String outlet, Duration hold, int limit) {
        return Committed.rows(
                db.sql(TAKE)
                        .bind("outlet", outlet)
                        .bind("hold", hold.toMillis())
                        .bind("limit", limit)
                        .map(Messages::toMessage));
    }

    /** Takes one message if it is behind, due or not; empty if it is not, or somebody has it. */
    Mono<Message> takeOne(JobId job, Origin at, Duration hold) {
        return at(db.sql(TAKE_ONE), job, at)
                .bind("hold", hold.toMillis())
                .map(Messages::toMessage)
                .one();
    }

    /** True if a message is to be shown anew, by this caller or another one. */
    Mono<Boolean> isBehind(JobId job, Origin at) {
        return at(db.sql(IS_BEHIND), job, at)
                .map(row -> required(row, "behind", Long.class) > 0)
                .one();
    }

    /** The newest line that a message should tell of; empty if there is no such message. */
    Mono<Integer> wantedSeq(JobId job, Origin at) {
        return at(db.sql(WANTED_SEQ), job, at).mapValue(Integer.class).one();
    }

    /** The message shows the state as of {@code seq}; it is not due again before the pause. */
    Mono<Void> shown(Message message, String remoteId, int seq, Shown shown) {
        return at(db.sql(SHOWN), message.job(), message.at())
                .bind("remote", remoteId)
                .bind("seq", seq)
                .bind("hash", shown.hash())
                .bind("debounce", shown.debounce().toMillis())
                .then();
    }

    /** What a message shows now, and how long it rests. */
    record Shown(String hash, Duration debounce) {}

    /** It could not be shown; it is due again after a pause. */
    Mono<Void> failed(Message message, String error, Duration pause) {
        return failed(message, error, pause, false);
    }

    /** It can never be shown; it is not tried again. */
    Mono<Void> gaveUp(Message message, String error) {
        return failed(message, error, Duration.ZERO, true);
    }

    private Mono<Void> failed(Message message, String error, Duration pause, boolean forGood) {
        return at(db.sql(FAILED), message.job(), message.at())
                .bind("error", error)
                .bind("pause", pause.toMillis())
                .bind("forGood", forGood)
                .then();
    }

    private static DatabaseClient.GenericExecuteSpec at(
            DatabaseClient.GenericExecuteSpec sql, JobId job, Origin at) {
        return sql.bind("job", job.value())
                .bind("outlet", at.outlet())
                .bind("address", at.address());
    }

    private static Message toMessage(Readable row) {
        return new Message(
                new JobId(required(row, "job", UUID.class)),
                new Origin(
                        required(row, "outlet", String.class),
                        required(row, "address", String.class)),
                row.get("remote_id", String.class),
                required(row, "wanted_seq", Integer.class),
                required(row, "shown_seq", Integer.class),
                row.get("shown_hash", String.class),
                required(row, "failures", Integer.class));
    }

    private static <T> T required(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
