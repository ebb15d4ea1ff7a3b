package dev.mosaic.stitcher.api.stream;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.testkit.Postgres;

/** Events of 16 kB each, more than all buffers between the two ends hold. */
final class ManyEvents {
    private ManyEvents() {}

    static void tell(Postgres postgres, JobId job, int count) {
        postgres.client()
                .sql(
                        """
                        with told as (
                            insert into job_events (job_id, seq, at, type, actor, payload)
                            select :job, 3 + n, now(), 'agent.note', 'mosaic',
                                jsonb_build_object('agent', 'a1', 'text', repeat('x', 16000))
                            from generate_series(1, :count) n)
                        update runner_jobs set last_seq = last_seq + :count where id = :job
                        """)
                .bind("job", job.value())
                .bind("count", count)
                .then()
                .block();
    }
}
