package dev.mosaic.stitcher.job;

import dev.mosaic.stitcher.job.JobTable.Columns;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The raw output of agents and gates, in chunks; at most 10 MB a step, the rest is dropped with a
 * last line that says so.
 */
@Component
public class JobLog {
    static final int LIMIT = 10_000_000;
    private static final int PIECE = 32 * 1024;
    private static final String DROPPED = "\n[more than 10 MB of output; the rest is not kept]\n";

    /** The piece that does not fit any more is replaced by the last line; later ones vanish. */
    private static final String APPEND =
            """
            with room as (
                update job_steps set log_bytes = log_bytes + :size
                where id = :step and job_id = :job and log_bytes <= :limit
                returning log_bytes)
            insert into job_log_chunks (step_id, source, text)
            select :step, :source, case when room.log_bytes <= :limit then :text else :dropped end
            from room
            """;

    private static final String OF_JOB =
            """
            select s.id, s.stage, s.round, c.source, c.text
            from job_log_chunks c join job_steps s on s.id = c.step_id
            where s.job_id = :job
            order by c.pos
            """;

    private final DatabaseClient db;

    public JobLog(DatabaseClient db) {
        this.db = db;
    }

    /** Appends a piece of output of a step. */
    public Mono<Void> append(JobId job, UUID step, String source, String text) {
        var clean = Columns.storable(text);
        return Flux.<String, Integer>generate(
                        () -> 0,
                        (from, sink) -> {
                            var to = end(clean, from);
                            if (from == clean.length()) {
                                sink.complete();
                            } else {
                                sink.next(clean.substring(from, to));
                            }
                            return to;
                        })
                .concatMap(piece -> write(job, step, source, piece))
                .then();
    }

    /** The output of a job in order, or of one stage of it. */
    public Flux<Chunk> of(JobId job) {
        return db.sql(OF_JOB).bind("job", job.value()).map(JobLog::toChunk).all();
    }

    private Mono<Long> write(JobId job, UUID step, String source, String text) {
        return db.sql(APPEND)
                .bind("job", job.value())
                .bind("step", step)
                .bind("source", source)
                .bind("text", text)
                .bind("size", text.getBytes(StandardCharsets.UTF_8).length)
                .bind("limit", LIMIT)
                .bind("dropped", DROPPED)
                .fetch()
                .rowsUpdated();
    }

    /** Where a piece ends; never in the middle of a character. */
    private static int end(String text, int from) {
        var to = Math.min(text.length(), from + PIECE);
        return to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) ? to - 1 : to;
    }

    private static Chunk toChunk(Readable row) {
        return new Chunk(
                Columns.of(row, "id", UUID.class),
                Columns.constant(row, "stage", Stage.class),
                Columns.number(row, "round"),
                Columns.text(row, "source"),
                Columns.text(row, "text"));
    }

    /**
     * @param source who printed it: {@code agent}, {@code gate test}
     */
    public record Chunk(UUID step, Stage stage, int round, String source, String text) {}
}
