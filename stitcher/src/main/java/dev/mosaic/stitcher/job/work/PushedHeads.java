package dev.mosaic.stitcher.job.work;

import dev.mosaic.stitcher.forge.RepoRef;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Which commits Mosaic itself pushed: a branch with any other head is a human's. */
@Component
public class PushedHeads {
    private static final String CONTAINS =
            """
            select exists (
                select 1 from runner_jobs
                where repo = :repo and head_sha = :head and kind = 'FIX') as ours
            """;

    private final DatabaseClient db;

    public PushedHeads(DatabaseClient db) {
        this.db = db;
    }

    /**
     * True if a job of this repository recorded the commit as the head that it pushed; one that a
     * job only looked at is somebody else's.
     */
    public Mono<Boolean> contains(RepoRef repo, String head) {
        return db.sql(CONTAINS)
                .bind("repo", repo.key())
                .bind("head", head)
                .map(row -> Boolean.TRUE.equals(row.get("ours", Boolean.class)))
                .one();
    }
}
