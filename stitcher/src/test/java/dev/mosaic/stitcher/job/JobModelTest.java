package dev.mosaic.stitcher.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import dev.mosaic.stitcher.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/**
 * A life of one job made of random orders, many of them late, doubled or by somebody who lost the
 * job: whatever is ordered, each accepted change is an arrow, and each refused one changes nothing.
 */
class JobModelTest {
    private static final int LIVES = 30;
    private static final int ORDERS = 60;
    private static final JobEvent NOTE = new JobEvent.AgentNote("a", "n");

    @RegisterExtension static final Postgres postgres = new Postgres();

    private final TestClock clock = new TestClock();
    private final Stores stores = Stores.on(postgres, clock);
    private final Jobs jobs = stores.jobs();

    static IntStream seeds() {
        return IntStream.range(0, LIVES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyAcceptedChangeIsAnArrowAndEveryRefusedOneChangesNothing(int seed) {
        var random = new Random(seed);
        var issue = new IssueRef(new RepoRef("model", seed + 1), 1);
        var id = stores.submit(SampleJobs.request(issue)).id();
        var leases = new ArrayList<>(List.of(new Lease(id, 0, "n", UUID.randomUUID())));
        var before = jobs.find(id).block();

        for (var i = 0; i < ORDERS; i++) {
            var lease = leases.get(random.nextInt(leases.size()));
            var accepted = tried(order(random.nextInt(14), id, lease, leases));
            var after = jobs.find(id).block();

            check(before, after, accepted);
            before = after;
        }
        var log = stores.events().of(id, 0, 10_000).map(RecordedEvent::seq).collectList().block();
        assertThat(log).isEqualTo(IntStream.rangeClosed(1, before.lastSeq()).boxed().toList());
    }

    private Mono<?> order(int kind, JobId id, Lease lease, List<Lease> leases) {
        return switch (kind) {
            case 0 -> jobs.cancel(id, "ada", "stop");
            case 1 -> jobs.retry(id, "ada", "again", SampleJobs.CONSOLE);
            case 2 -> jobs.complete(lease, "done");
            case 3 -> jobs.fail(lease, "no", "look");
            case 4 -> jobs.delay(lease, "later", clock.instant().plusSeconds(5));
            case 5 -> jobs.handBack(lease, "shutting down");
            case 6 -> jobs.cancelled(lease);
            case 7 -> jobs.progress(lease, 50, NOTE);
            case 8 -> jobs.record(lease, NOTE);
            case 9 -> stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver");
            case 10 -> stores.leases().recover(lease.node(), UUID.randomUUID()).then();
            case 11 -> {
                clock.advance(Duration.ofSeconds(3));
                yield stores.leases().promote();
            }
            default -> claim(leases);
        };
    }

    private Mono<?> claim(List<Lease> leases) {
        var incarnation = UUID.randomUUID();
        var node = "n-" + incarnation;
        return stores.leases()
                .claim(node, incarnation, 1, 1, Duration.ofSeconds(30))
                .map(job -> new Lease(job.id(), job.leaseEpoch(), node, incarnation))
                .doOnNext(leases::add)
                .then();
    }

    private static boolean tried(Mono<?> order) {
        try {
            order.block();
            return true;
        } catch (StaleJob | IllegalTransition _) {
            return false;
        }
    }

    private static void check(Job before, Job after, boolean accepted) {
        if (!accepted) {
            assertThat(after).isEqualTo(before);
        }
        if (after.status() != before.status()) {
            assertThat(before.status().mayBecome(after.status()))
                    .as("%s to %s", before.status(), after.status())
                    .isTrue();
            assertThat(after.version()).isGreaterThan(before.version());
            assertThat(after.lastSeq()).isGreaterThan(before.lastSeq());
        }
        assertThat(after.leaseEpoch()).isGreaterThanOrEqualTo(before.leaseEpoch());
        assertThat(after.ownerNode() != null)
                .isEqualTo(
                        after.status() == JobStatus.RUNNING
                                || after.status() == JobStatus.CANCELLING);
        assertThat(after.finishedAt() != null).isEqualTo(after.status().isFinal());
        if (before.status().isFinal() && after.status() != before.status()) {
            assertThat(after.attempt()).isEqualTo(before.attempt() + 1);
        } else {
            assertThat(after.attempt()).isEqualTo(before.attempt());
        }
    }
}
