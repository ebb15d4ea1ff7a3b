package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.RecordedEvent;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the log of all jobs in the order of {@link JobEvents#after}, with filters, and says how far
 * it looked. A reader that goes on from there misses nothing and sees nothing twice.
 */
@Component
public class JobNews {
    /** One statement, so that lines, horizon and the rest are of the same snapshot. */
    private static final String PAGE =
            """
            with horizon as (
                select pos from job_events where tx < pg_snapshot_xmin(pg_current_snapshot())
                order by tx desc, pos desc limit 1),
            page as (
                select e.*, j.repo from job_events e join runner_jobs j on j.id = e.job_id
                where (e.tx, e.pos) > (coalesce((select tx from job_events where pos = :pos), '0'::xid8), :pos)
                  and e.tx < pg_snapshot_xmin(pg_current_snapshot())
                  and (:job::uuid is null or e.job_id = :job)
                  and (:repo::text is null or j.repo = :repo)
                  and (:types::text[] is null
                       or e.type = any(:types) or split_part(e.type, '.', 1) = any(:types))
                order by e.tx, e.pos limit :limit)
            select page.*, (select pos from horizon) as horizon,
                exists (select 1 from job_events where tx >= pg_snapshot_xmin(pg_current_snapshot()))
                    as pending
            from (values (1)) one left join page on true
            order by page.tx, page.pos
            """;

    private static final String EXISTS =
            "select exists (select 1 from job_events where pos = :pos)";

    private static final String LAST_SEQS =
            "select id, last_seq from runner_jobs where id = any(:jobs)";

    private final DatabaseClient db;
    private final JobEvents events;

    public JobNews(DatabaseClient db, JobEvents events) {
        this.db = db;
        this.events = events;
    }

    /**
     * Which lines are wanted.
     *
     * @param repo the key of a repository; null for any, as the others
     * @param types whole types such as {@code gate.passed}, or their first words such as {@code
     *     gate}; empty for any
     */
    public record Filter(@Nullable JobId job, @Nullable String repo, Set<String> types) {
        public static final Filter ALL = new Filter(null, null, Set.of());

        public Filter {
            types = Set.copyOf(types);
        }

        /** True for a line that is wanted. */
        public boolean takes(Line line) {
            var event = line.event();
            return (job == null || job.equals(event.job()))
                    && (repo == null || repo.equals(line.repo()))
                    && (types.isEmpty()
                            || types.contains(event.type())
                            || types.contains(firstWord(event.type())));
        }

        private static String firstWord(String type) {
            var dot = type.indexOf('.');
            return dot < 0 ? type : type.substring(0, dot);
        }
    }

    /** A line and the key of the repository that it is about. */
    public record Line(RecordedEvent event, String repo) {}

    /**
     * What one look found.
     *
     * @param lines in order, at most as many as asked for
     * @param position where to go on: of the last line if there may be more, else of the newest
     *     line that can be read now, wanted or not
     * @param full true if there may be more
     * @param pending true if lines are there that may not be read yet, because a transaction that
     *     began before them is still under way
     */
    public record Page(List<Line> lines, long position, boolean full, boolean pending) {
        public Page {
            lines = List.copyOf(lines);
        }
    }

    /** The lines after the one at {@code pos}; 0: from the start. */
    public Mono<Page> page(long pos, Filter filter, int limit) {
        return db.sql(PAGE)
                .bind("pos", pos)
                .bind("limit", limit)
                .bind(
                        "job",
                        filter.job() == null
                                ? Parameters.in(UUID.class)
                                : Parameters.in(filter.job().value()))
                .bind(
                        "repo",
                        filter.repo() == null
                                ? Parameters.in(String.class)
                                : Parameters.in(filter.repo()))
                .bind(
                        "types",
                        filter.types().isEmpty()
                                ? Parameters.in(String[].class)
                                : Parameters.in(filter.types().toArray(String[]::new)))
                .map(this::row)
                .all()
                .collectList()
                .map(rows -> page(rows, pos, limit));
    }

    /** True if a cursor may name it. */
    public Mono<Boolean> has(long pos) {
        return pos == 0
                ? Mono.just(true)
                : db.sql(EXISTS).bind("pos", pos).mapValue(Boolean.class).one();
    }

    /** The number of the newest line of each of these jobs. */
    public Mono<Map<JobId, Integer>> lastSeqs(Set<JobId> jobs) {
        return Flux.fromIterable(jobs)
                .map(JobId::value)
                .collectList()
                .flatMap(ids ->
                        db.sql(LAST_SEQS)
                                .bind("jobs", ids.toArray(UUID[]::new))
                                .map(row ->
                                        Map.entry(
                                                new JobId(of(row, "id", UUID.class)),
                                                of(row, "last_seq", Integer.class)))
                                .all()
                                .collectList())
                .map(entries ->
                        entries.stream()
                                .collect(
                                        Collectors.toUnmodifiableMap(
                                                Map.Entry::getKey, Map.Entry::getValue)));
    }

    private record Row(@Nullable Line line, @Nullable Long horizon, boolean pending) {}

    private Row row(Readable row) {
        var line =
                row.get("job_id", UUID.class) == null
                        ? null
                        : new Line(events.toEvent(row), of(row, "repo", String.class));
        return new Row(line, row.get("horizon", Long.class), of(row, "pending", Boolean.class));
    }

    private static Page page(List<Row> rows, long pos, int limit) {
        var lines = new ArrayList<Line>();
        for (var row : rows) {
            if (row.line() != null) {
                lines.add(row.line());
            }
        }
        var full = lines.size() >= limit;
        var horizon = rows.getFirst().horizon();
        var position = full ? lines.getLast().event().pos() : horizon == null ? pos : horizon;
        return new Page(lines, position, full, rows.getFirst().pending());
    }

    private static <T> T of(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
