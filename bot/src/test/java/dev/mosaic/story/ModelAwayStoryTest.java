package dev.mosaic.story;

import static dev.mosaic.stitcher.testkit.FakeAnthropic.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.FaultyProxy;
import dev.mosaic.stitcher.testkit.FaultyProxy.Fault;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The model's server goes away for longer than a lease, in the middle of a run, and comes back. */
class ModelAwayStoryTest {
    private static final Duration LEASE = Duration.ofSeconds(3);

    private static final FakeAnthropic model = new FakeAnthropic(says("Nothing to do."));
    private static final FaultyProxy way = new FaultyProxy(model.root().getPort());

    @RegisterExtension
    static final ModelWorld all =
            new ModelWorld(
                    model,
                    "mosaic.model.providers.fake.base-url=http://127.0.0.1:" + way.port(),
                    "mosaic.queue.lease=" + LEASE.toSeconds() + "s",
                    "mosaic.queue.heartbeat=500ms");

    private static final MosaicWorld world = all.world;

    @AfterAll
    static void close() throws IOException {
        way.close();
    }

    @Test
    void theRunWaitsForItAndGoesOnWhereItWasWhileItsLeaseLives() {
        model.play(
                ModelWorld.runs(
                        "until test -e %s; do sleep 0.1; done".formatted(world.signal("on"))),
                ModelWorld.writes("app.txt", "it works\n", 10),
                says("Done."));
        var place = world.broken();
        var job = place.fix("ada", place.issue("Login fails"), "");
        await().atMost(MosaicWorld.PATIENCE).until(() -> model.requests().size() == 1);

        way.become(new Fault.Reset());
        var gone = System.nanoTime();
        world.touch("on");
        await("being asked again, for longer than two leases")
                .atMost(MosaicWorld.PATIENCE)
                .until(() ->
                        asksAgain(job) >= 2
                                && System.nanoTime() - gone > LEASE.multipliedBy(2).toNanos());
        assertThat(world.job(job).status().isFinal()).isFalse();
        way.become(new Fault.None());

        var over = world.awaitCompleted(job);
        assertThat(over.leaseEpoch()).isEqualTo(1);
        assertThat(world.events(job, JobEvent.AgentSpawned.class)).hasSize(1);
        world.assertNothingIsLeft();
    }

    private static long asksAgain(JobId job) {
        return world.events(job, JobEvent.AgentNote.class).stream()
                .filter(it -> it.text().contains("It is asked again"))
                .count();
    }
}
