package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node whose job another node has by now. */
class LostLeaseStoryTest {
    /** Whoever were asked to end would have all this time for it. */
    @RegisterExtension static final MosaicWorld world = new MosaicWorld("mosaic.run.grace=10m");

    @Test
    void anAgentOfAJobThatIsLostIsKilledWithoutBeingAsked() {
        world.script("rounds: [{turns: [{run: 'sleep 1000 &'}, {hang: stubborn}]}]");
        var place = world.broken();
        var job = place.fix("ada", place.issue("Login fails"), "");
        world.awaitEvent(job, JobEvent.AgentTool.class);

        world.sql(
                "update runner_jobs set lease_epoch = lease_epoch + 1, owner_node = 'another', owner_incarnation = gen_random_uuid(), lease_until = now() + interval '1 hour' where id = '%s'"
                        .formatted(job));

        await().atMost(MosaicWorld.PATIENCE).untilAsserted(world::assertNothingIsLeft);
        assertThat(world.events(job, JobEvent.AgentFinished.class)).isEmpty();
    }
}
