package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.job.store.Jobs.Filter;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds jobs by what people know of them. What each method promises stands at {@link Jobs}. */
final class JobSearch {
    private static final String LATEST_FOR =
            """
            select * from runner_jobs where repo = :repo and issue_number = :issue
            order by id desc limit 1
            """;

    private static final String LIVE_FOR =
            """
            select * from runner_jobs where repo = :repo and issue_number = :issue and %s
            order by id desc
            """
                    .formatted(JobTable.LIVE);

    private static final String NAMED =
            """
            select * from runner_jobs where reverse(id::text) like :pattern order by id desc limit 10
            """;

    private static final String LIST =
            """
            select * from runner_jobs
            where (:status::text is null or status = :status)
              and (:repo::text is null or repo = :repo)
              and (not :liveOnly or %s)
              and (:before::uuid is null or id < :before)
            order by id desc limit :limit
            """
                    .formatted(JobTable.LIVE);

    private static final Pattern END_OF_ID = Pattern.compile("[0-9a-f-]{4,36}");

    private final DatabaseClient db;

    JobSearch(DatabaseClient db) {
        this.db = db;
    }

    Flux<Job> named(String abbreviated) {
        var end = abbreviated.toLowerCase(Locale.ROOT);
        if (!END_OF_ID.matcher(end).matches()) {
            return Flux.empty();
        }
        return db.sql(NAMED)
                .bind("pattern", new StringBuilder(end).reverse() + "%")
                .map(JobTable::toJob)
                .all();
    }

    Mono<Job> latestFor(IssueRef issue) {
        return db.sql(LATEST_FOR)
                .bind("repo", issue.repo().key())
                .bind("issue", issue.number())
                .map(JobTable::toJob)
                .one();
    }

    Flux<Job> liveFor(IssueRef issue) {
        return db.sql(LIVE_FOR)
                .bind("repo", issue.repo().key())
                .bind("issue", issue.number())
                .map(JobTable::toJob)
                .all();
    }

    Flux<Job> list(Filter filter, @Nullable JobId before, int limit) {
        var status = filter.status() == null ? null : filter.status().name();
        return db.sql(LIST)
                .bind("status", Columns.orNull(String.class, status))
                .bind("repo", Columns.orNull(String.class, filter.repo()))
                .bind("liveOnly", filter.liveOnly())
                .bind("before", Columns.orNull(UUID.class, before == null ? null : before.value()))
                .bind("limit", limit)
                .map(JobTable::toJob)
                .all();
    }
}
