package dev.mosaic.stitcher.job.work;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.secrets.Redactor;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
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
    /** Bytes of output that are kept of a step. */
    public static final int LIMIT = 10_000_000;

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
    private final Redactor redactor;

    @Autowired
    public JobLog(DatabaseClient db, Redactor redactor) {
        this.db = db;
        this.redactor = redactor;
    }

    /** With Mosaic's rules for secrets alone. */
    public JobLog(DatabaseClient db) {
        this(db, Redactor.builtIn());
    }

    /** Appends output of a step, all that there is of it. */
    public Mono<Void> append(JobId job, UUID step, String source, String text) {
        return pieces(job, step, source, redactor.redact(text));
    }

    /** Takes output of a step that comes in pieces; one for each source of a step. */
    public Writer writer(JobId job, UUID step, String source) {
        return new Writer(job, step, source, redactor.stream());
    }

    /**
     * Output that comes in pieces, in which a secret may begin in one and end in another. What may
     * be the beginning of one is kept back until the next piece, or the end. For one thread at a
     * time.
     */
    public final class Writer {
        private final JobId job;
        private final UUID step;
        private final String source;
        private final Redactor.Stream stream;

        private Writer(JobId job, UUID step, String source, Redactor.Stream stream) {
            this.job = job;
            this.step = step;
            this.source = source;
            this.stream = stream;
        }

        /** Takes the next piece. */
        public Mono<Void> append(String text) {
            return pieces(job, step, source, stream.next(text));
        }

        /** Writes what was kept back. */
        public Mono<Void> end() {
            return pieces(job, step, source, stream.end());
        }
    }

    private Mono<Void> pieces(JobId job, UUID step, String source, String text) {
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
