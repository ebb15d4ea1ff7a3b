package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.inspector.report.TestRun;
import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The store of what a test gate said of commits that changes are made against. A cache. */
@Component
class BaseResults {
    private static final String FIND =
            "select * from base_gate_results where base = :base and command = :command";

    private static final String KEEP =
            """
            insert into base_gate_results (base, command, exit, passed, failed, skipped, whole)
            values (:base, :command, :exit, :passed, :failed, :skipped, :whole)
            on conflict (base, command) do nothing
            """;

    private final DatabaseClient db;

    BaseResults(DatabaseClient db) {
        this.db = db;
    }

    /**
     * How the command ended on a commit that a change is made against.
     *
     * @param exit its exit code
     */
    record Before(int exit, TestRun tests) {}

    Mono<Before> find(CommitSha base, String command) {
        return db.sql(FIND)
                .bind("base", base.hex())
                .bind("command", command)
                .map(BaseResults::toBefore)
                .one();
    }

    Mono<Void> keep(CommitSha base, String command, Before before) {
        return db.sql(KEEP)
                .bind("base", base.hex())
                .bind("command", command)
                .bind("exit", before.exit())
                .bind("passed", storable(before.tests().passed()))
                .bind("failed", storable(before.tests().failed()))
                .bind("skipped", storable(before.tests().skipped()))
                .bind("whole", before.tests().whole())
                .then();
    }

    /** PostgreSQL has no NUL in text. */
    private static String[] storable(Collection<String> names) {
        return names.stream().map(name -> name.replace('\0', '\uFFFD')).toArray(String[]::new);
    }

    private static Before toBefore(Readable row) {
        return new Before(
                required(row, "exit", Integer.class),
                new TestRun(
                        names(row, "passed"),
                        names(row, "failed"),
                        names(row, "skipped"),
                        required(row, "whole", Boolean.class)));
    }

    private static Set<String> names(Readable row, String column) {
        return Set.of(required(row, column, String[].class));
    }

    private static <T> T required(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
