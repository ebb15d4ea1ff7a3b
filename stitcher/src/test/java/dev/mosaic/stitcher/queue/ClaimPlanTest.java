package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.testkit.Postgres;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the database finds who comes first, in a queue that is long. */
class ClaimPlanTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    @Test
    void claimReadsTheQueueByItsIndexesAlone() {
        sql(
                """
                insert into runner_jobs (id, kind, repo, issue_number, repo_name, title, instructions, priority,
                    gate_profile, engine, terms, origin_outlet, origin_address, requested_by, status, run_at,
                    created_at, queued_at)
                select gen_random_uuid(), 'FIX', 'bulk:' || i % 50, i, 'r', 't', '', 5, 'strict', 'scripted', '{}',
                    'terminal', 'c', 'ada', case when i % 4 = 0 then 'QUEUED' else 'COMPLETED' end, now(), now(), now()
                from generate_series(1, 20000) i
                """);
        sql("analyze runner_jobs");
        try {
            var plan = plan();

            assertThat(plan)
                    .contains("using runner_jobs_queued")
                    .containsAnyOf("runner_jobs_owned", "runner_jobs_leased")
                    .doesNotContain("runner_jobs_one_live_per_subject")
                    .doesNotContain("Seq Scan on runner_jobs");
        } finally {
            sql("delete from runner_jobs where repo like 'bulk:%'");
        }
    }

    /** The plan of the very statement that the function runs. */
    private static String plan() {
        var source =
                postgres.client()
                        .sql(
                                "select prosrc from pg_proc where proname = 'claim_jobs' and pronargs = 6")
                        .mapValue(String.class)
                        .one()
                        .block();
        var statement =
                source.substring(source.indexOf("with recursive"), source.lastIndexOf("end"))
                        .replace("p_node", "'n'")
                        .replace("p_incarnation", "'%s'::uuid".formatted(UUID.randomUUID()))
                        .replace("p_slots", "2")
                        .replace("p_per_repo", "1")
                        .replace("p_per_person", "0")
                        .replace("p_lease", "interval '30 s'");
        return postgres.client()
                .sql("explain " + statement)
                .map(row -> row.get(0, String.class))
                .all()
                .collectList()
                .map(lines -> String.join("\n", lines))
                .block();
    }

    private static void sql(String sql) {
        postgres.client().sql(sql).then().block();
    }
}
