package dev.mosaic.stitcher.job.work;

import dev.mosaic.stitcher.job.JobId;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What agents made, where every node finds it. Named by its commit, so it never changes, and
 * writing it twice is writing it once.
 */
@Component
public class SharedWork {
    private static final String PUT =
            """
            insert into shared_work (job_id, head, bundle) values (:job, :head, :bundle)
            on conflict (job_id, head) do nothing
            """;

    private static final String FIND =
            """
            select bundle from shared_work where job_id = :job and head = :head
            """;

    private final DatabaseClient db;

    public SharedWork(DatabaseClient db) {
        this.db = db;
    }

    /**
     * @param head the commit that the bundle carries
     */
    public Mono<Void> put(JobId job, String head, byte[] bundle) {
        return db.sql(PUT)
                .bind("job", job.value())
                .bind("head", head)
                .bind("bundle", bundle)
                .then();
    }

    /** Empty if no node put it, or it is older than what is kept. */
    public Mono<byte[]> find(JobId job, String head) {
        return db.sql(FIND)
                .bind("job", job.value())
                .bind("head", head)
                .mapValue(byte[].class)
                .one();
    }
}
