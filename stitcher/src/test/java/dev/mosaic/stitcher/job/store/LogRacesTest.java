package dev.mosaic.stitcher.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What holds of the log when many write it at once. Each fails when its guard is taken out. */
class LogRacesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final JobEvent NOTE = new JobEvent.AgentNote("a", "working");

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Jobs jobs = stores.jobs();

    @Test
    void logIsGaplessUnderManyWriters() throws Exception {
        var request = SampleJobs.request();
        var lease = stores.running(request);

        var all = new ArrayList<Callable<?>>();
        for (var i = 0; i < 20; i++) {
            var n = i;
            all.add(() -> jobs.record(lease, NOTE).block());
            all.add(() -> jobs.progress(lease, n, NOTE).block());
            all.add(() ->
                    jobs.submit(SampleJobs.askedBy(request, "p" + n), "t:" + UUID.randomUUID())
                            .block());
        }
        var outcomes = Crowd.race(all);

        assertThat(outcomes).noneMatch(Throwable.class::isInstance);
        assertThat(stores.wholeLog(lease.job())).hasSize(3 + 60);
    }

    @Test
    void readerOfTheWholeLogNeverSkipsALateCommit() throws Exception {
        var leases =
                IntStream.range(0, 6).mapToObj(_ -> stores.running(SampleJobs.request())).toList();
        var start = stores.events().newest().block();
        var done = new AtomicBoolean();
        var seen = Collections.synchronizedList(new ArrayList<Long>());
        var reader = Thread.ofVirtual().start(() -> read(start, seen, done));

        // transactions that begin in one order, write in another and end in a third
        Crowd.race(6, i -> Flux.range(0, 40).concatMap(n -> slowly(leases.get(i), i, n)).then());
        // where a reader begins and ends is held up by all transactions of the server, others' too
        var all =
                postgres.client()
                        .sql("select pos from job_events where pos > :start")
                        .bind("start", start)
                        .mapValue(Long.class)
                        .all()
                        .collectList()
                        .block();
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() >= all.size());
        done.set(true);
        reader.join(Duration.ofSeconds(30));
        assertThat(all).hasSizeGreaterThanOrEqualTo(6 * 40 * 2);
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
    }

    /** Two lines in one transaction that ends a while after it began. */
    private Mono<?> slowly(Lease lease, int i, int n) {
        var writes =
                Mono.delay(Duration.ofMillis((i + n) % 3))
                        .then(jobs.record(lease, NOTE))
                        .then(Mono.delay(Duration.ofMillis((5 - i + n) % 4)))
                        .then(jobs.record(lease, NOTE));
        var begin = postgres.client().sql("select pg_current_xact_id()::text").then();
        return postgres.transactions().transactional(begin.then(writes));
    }

    private void read(long start, List<Long> seen, AtomicBoolean done) {
        var at = start;
        while (!done.get()) {
            var page = stores.events().after(at, 7).map(RecordedEvent::pos).collectList().block();
            seen.addAll(page);
            at = page.isEmpty() ? at : page.getLast();
        }
    }
}
