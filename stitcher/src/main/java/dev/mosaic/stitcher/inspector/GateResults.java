package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStep;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The store of what gates said. */
@Component
public class GateResults {
    private static final String ADD =
            """
            insert into gate_results (
                job, step, attempt, round, gate, command, exit, millis, verdict, reasons,
                tests, failed, skipped)
            values (
                :job, :step, :attempt, :round, :gate, :command, :exit, :millis, :verdict, :reasons,
                :tests, :failed, :skipped)
            on conflict (step, gate) do update set
                command = excluded.command, exit = excluded.exit, millis = excluded.millis,
                verdict = excluded.verdict, reasons = excluded.reasons,
                tests = excluded.tests, failed = excluded.failed, skipped = excluded.skipped
            """;

    private static final String OF =
            """
            select attempt, round, gate, command, exit, millis, verdict, reasons,
                tests, failed, skipped
            from gate_results where job = :job order by id
            """;

    private final DatabaseClient db;

    GateResults(DatabaseClient db) {
        this.db = db;
    }

    /** All results of a job, in the order in which the gates ran. */
    public Flux<GateResult> of(JobId job) {
        return db.sql(OF).bind("job", job.value()).map(GateResults::toResult).all();
    }

    /** Keeps a result; the same gate of the same step again replaces it. */
    Mono<Void> add(JobStep step, GateResult result) {
        var insert =
                db.sql(ADD)
                        .bind("job", step.job().value())
                        .bind("step", step.id())
                        .bind("attempt", result.attempt())
                        .bind("round", result.round())
                        .bind("gate", result.gate())
                        .bind("command", result.command())
                        .bind("millis", result.millis())
                        .bind("verdict", result.verdict())
                        .bind("reasons", result.reasons().toArray(String[]::new));
        var tests = result.tests();
        insert = bindNullable(insert, "exit", result.exit());
        insert = bindNullable(insert, "tests", tests == null ? null : tests.executed());
        insert = bindNullable(insert, "failed", tests == null ? null : tests.failed());
        insert = bindNullable(insert, "skipped", tests == null ? null : tests.skipped());
        return insert.then();
    }

    private static DatabaseClient.GenericExecuteSpec bindNullable(
            DatabaseClient.GenericExecuteSpec spec, String name, @Nullable Integer value) {
        return value == null ? spec.bindNull(name, Integer.class) : spec.bind(name, value);
    }

    private static GateResult toResult(Readable row) {
        return new GateResult(
                required(row, "attempt", Integer.class),
                required(row, "round", Integer.class),
                required(row, "gate", String.class),
                required(row, "command", String.class),
                row.get("exit", Integer.class),
                required(row, "millis", Long.class),
                required(row, "verdict", String.class),
                List.of(required(row, "reasons", String[].class)),
                toTests(row));
    }

    private static GateResult.@Nullable Tests toTests(Readable row) {
        var tests = row.get("tests", Integer.class);
        return tests == null
                ? null
                : new GateResult.Tests(
                        tests,
                        required(row, "failed", Integer.class),
                        required(row, "skipped", Integer.class));
    }

    private static <T> T required(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
