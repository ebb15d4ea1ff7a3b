package dev.mosaic.stitcher.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobEvent.SteerDelivered;
import dev.mosaic.stitcher.job.JobEvent.SteerReceived;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.store.Steers.Steer;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import dev.mosaic.stitcher.testkit.TestClock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Steers: kept with the line that tells of it, delivered once, never lost. */
class SteersTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final UUID AGENT = UUID.randomUUID();

    private final Stores stores = Stores.on(postgres, new TestClock());
    private final Steers steers = stores.steers();

    @Test
    void steersAreKeptInOrderAndStandInTheLog() {
        var job = stores.submit(SampleJobs.request()).id();

        assertThat(steers.receive(job, "ada", "first").block()).isTrue();
        assertThat(steers.receive(job, "bob", "second").block()).isTrue();

        assertThat(kept(job)).extracting(Steer::text).containsExactly("first", "second");
        assertThat(kept(job)).extracting(Steer::agent).containsOnlyNulls();
        var first = kept(job).getFirst().id();
        assertThat(steers.after(job, first).collectList().block())
                .singleElement()
                .satisfies(it -> assertThat(it.by()).isEqualTo("bob"));
        assertThat(events(job, SteerReceived.class))
                .first()
                .isEqualTo(new SteerReceived(first, "ada", "first"));
        assertThat(stores.events().of(job, 0, 100).blockLast().actor()).isEqualTo("bob");
    }

    @Test
    void noSecretIsKept() {
        var job = stores.submit(SampleJobs.request()).id();
        var key = "sk-" + "aB3".repeat(16);

        steers.receive(job, "ada", "use " + key).block();

        assertThat(kept(job).getFirst().text()).startsWith("use ").doesNotContain(key);
        assertThat(events(job, SteerReceived.class).toString()).doesNotContain(key);
    }

    @Test
    void aJobThatIsOverOrBeingEndedTakesNone() {
        var lease = stores.running(SampleJobs.request());
        stores.jobs().cancel(lease.job(), "ada", "").block();
        assertThatThrownBy(() -> steers.receive(lease.job(), "ada", "late").block())
                .isInstanceOf(IllegalTransition.class);
        stores.jobs().cancelled(lease).block();

        assertThatThrownBy(() -> steers.receive(lease.job(), "ada", "later").block())
                .isInstanceOf(IllegalTransition.class);

        assertThat(kept(lease.job())).isEmpty();
        assertThat(events(lease.job(), SteerReceived.class)).isEmpty();
        assertThat(steers.receive(new JobId(UUID.randomUUID()), "ada", "x").block()).isNull();
    }

    @Test
    void moreThanSoMuchIsNotKeptHoweverManySpeakAtOnce() throws Exception {
        var job = stores.submit(SampleJobs.request()).id();

        var kept =
                Crowd.race(
                        IntStream.range(0, Steers.MOST + 8)
                                .<Callable<Boolean>>mapToObj(i ->
                                        () -> steers.receive(job, "p" + i, "word " + i).block())
                                .toList());

        assertThat(kept).filteredOn(Boolean.TRUE::equals).hasSize(Steers.MOST);
        assertThat(kept).filteredOn(Boolean.FALSE::equals).hasSize(8);
        assertThat(kept(job)).hasSize(Steers.MOST);
        assertThat(events(job, SteerReceived.class))
                .extracting(SteerReceived::steer)
                .containsExactlyElementsOf(kept(job).stream().map(Steer::id).toList());
    }

    @Test
    void whatWasReadIsNotedOnceAndNothingElse() {
        var lease = stores.running(SampleJobs.request());
        steers.receive(lease.job(), "ada", "first").block();
        steers.receive(lease.job(), "bob", "second").block();
        steers.receive(lease.job(), "ada", "third").block();
        var second = kept(lease.job()).get(1).id();

        steers.deliver(lease, AGENT, second).block();
        steers.deliver(lease, UUID.randomUUID(), second).block();

        assertThat(kept(lease.job())).extracting(Steer::agent).containsExactly(AGENT, AGENT, null);
        assertThat(events(lease.job(), SteerDelivered.class))
                .extracting(SteerDelivered::by)
                .containsExactly("ada", "bob");
        assertThat(events(lease.job(), SteerDelivered.class))
                .allSatisfy(it -> assertThat(it.agent()).isEqualTo(AGENT.toString()));
    }

    @Test
    void whoHasLostTheJobNotesNothing() {
        var lease = stores.running(SampleJobs.request());
        steers.receive(lease.job(), "ada", "first").block();
        stores.jobs().handBack(lease, "bye").block();
        stores.again(lease);

        assertThatThrownBy(() -> steers.deliver(lease, AGENT, Long.MAX_VALUE).block())
                .isInstanceOf(StaleJob.class);

        assertThat(kept(lease.job())).extracting(Steer::agent).containsOnlyNulls();
        assertThat(events(lease.job(), SteerDelivered.class)).isEmpty();
    }

    private List<Steer> kept(JobId job) {
        return steers.after(job, 0).collectList().block();
    }

    private <E extends JobEvent> List<E> events(JobId job, Class<E> type) {
        return stores.events()
                .of(job, 0, 1_000)
                .map(RecordedEvent::event)
                .ofType(type)
                .collectList()
                .block();
    }
}
