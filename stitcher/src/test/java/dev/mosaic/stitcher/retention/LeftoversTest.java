package dev.mosaic.stitcher.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.message.Delivery;
import dev.mosaic.stitcher.job.message.Effect;
import dev.mosaic.stitcher.job.work.SharedWork;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeftoversTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Leftovers leftovers =
            new Leftovers(
                    postgres.client(),
                    new RetentionSettings(
                            Duration.ofDays(30),
                            Duration.ofDays(30),
                            Duration.ofDays(30),
                            Duration.ofDays(30),
                            Duration.ofHours(1),
                            2));

    @Test
    void outputOfAJobThatIsLongOverIsDeletedAndItsEventsStay() {
        var lease = jobWithOutput();
        stores.jobs().complete(lease, "done").block();
        postgres.client()
                .sql(
                        "update runner_jobs set finished_at = now() - interval '31 days' where id = :id")
                .bind("id", lease.job().value())
                .then()
                .block();
        var events = stores.log(lease);

        leftovers.clear().block();

        assertThat(stores.log().of(lease.job()).collectList().block()).isEmpty();
        assertThat(stores.log(lease)).isEqualTo(events);
    }

    @Test
    void outputOfAJobThatRunsOrHasJustEndedStays() {
        var running = jobWithOutput();
        var ended = jobWithOutput();
        stores.jobs().complete(ended, "done").block();

        leftovers.clear().block();

        assertThat(stores.log().of(running.job()).collectList().block()).hasSize(5);
        assertThat(stores.log().of(ended.job()).collectList().block()).hasSize(5);
    }

    @Test
    void sharedWorkOfAJobThatIsLongOverIsDeleted() {
        var running = stores.running(SampleJobs.request()).job();
        var ended = stores.running(SampleJobs.request());
        var work = new SharedWork(postgres.client());
        work.put(running, "a1", new byte[] {1}).block();
        work.put(ended.job(), "a2", new byte[] {2}).block();
        stores.jobs().complete(ended, "done").block();
        leftovers.clear().block();
        assertThat(work.find(ended.job(), "a2").block()).containsExactly(2);

        postgres.client()
                .sql(
                        "update runner_jobs set finished_at = now() - interval '31 days' where id = :id")
                .bind("id", ended.job().value())
                .then()
                .block();
        leftovers.clear().block();

        assertThat(work.find(ended.job(), "a2").block()).isNull();
        assertThat(work.find(running, "a1").block()).containsExactly(1);
    }

    @Test
    void onlyAnsweredDeliveriesAndSentMessagesGrowOld() {
        var answered = new Delivery("test", "answered", "command", "{}");
        var open = new Delivery("test", "open", "command", "{}");
        stores.inbox().store(answered).block();
        stores.inbox().store(open).block();
        stores.inbox().close(answered, "yes").block();
        stores.outbox().add(new Effect("sent", new Origin("retention", "x"), "hello")).block();
        var taken =
                stores.outbox().take(Set.of("retention"), Duration.ofMinutes(1), 1).blockFirst();
        stores.outbox().sent(taken, "1").block();
        stores.outbox().add(new Effect("unsent", new Origin("retention", "x"), "hello")).block();
        postgres.client()
                .sql(
                        "update inbox set received_at = now() - interval '31 days', closed_at = closed_at - interval '31 days'")
                .then()
                .block();
        postgres.client()
                .sql("update outbox set sent_at = sent_at - interval '31 days'")
                .then()
                .block();

        leftovers.clear().block();

        assertThat(count("select count(*) from inbox where source = 'test'")).isEqualTo(1);
        assertThat(count("select count(*) from outbox where outlet = 'retention'")).isEqualTo(1);
    }

    @Test
    void nobodyKeepsAnythingForNoTimeAtAll() {
        assertThatThrownBy(() ->
                        new RetentionSettings(
                                Duration.ofMinutes(1),
                                Duration.ofDays(30),
                                Duration.ofDays(30),
                                Duration.ofDays(30),
                                Duration.ofHours(1),
                                2))
                .hasMessageContaining("mosaic.retention.logs");
    }

    private Lease jobWithOutput() {
        var lease = stores.running(SampleJobs.request());
        var step = stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block();
        for (var i = 0; i < 5; i++) {
            stores.log().append(lease.job(), step.id(), "agent", "line " + i + "\n").block();
        }
        return lease;
    }

    private static long count(String sql) {
        return postgres.client().sql(sql).mapValue(Long.class).one().block();
    }
}
