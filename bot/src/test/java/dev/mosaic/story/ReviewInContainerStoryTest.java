package dev.mosaic.story;

import static dev.mosaic.stitcher.testkit.FakeAnthropic.says;
import static dev.mosaic.stitcher.testkit.FakeAnthropic.uses;
import static dev.mosaic.story.ModelWorld.runs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import dev.mosaic.stitcher.testkit.FakeAnthropic.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A weaver and a reviewer in containers: one may write, the other cannot. */
@Timeout(300)
@ExtendWith(LocalEngine.class)
class ReviewInContainerStoryTest {
    @RegisterExtension static final ModelWorld all = new ModelWorld(LocalEngine.settings());

    private static final MosaicWorld world = all.world;

    @Test
    void theReviewersFolderIsMountedToBeReadAndTheWeaversToBeWritten() {
        var weaver = new ArrayList<Boolean>();
        var reviewer = new ArrayList<Boolean>();
        var before = all.model.requests().size();
        all.model.play(
                runs("echo works > app.txt"),
                seeing(weaver, says("Done.")),
                uses("view", Map.of("path", "app.txt")),
                seeing(
                        reviewer,
                        says(
                                "{\"verdict\": \"approve\", \"confidence\": 0.95, \"findings\": []}")));
        var policy = "version: 1\ngates: {test: grep -q works app.txt}\n";
        var place = world.repository(Map.of("app.txt", "it fails\n", ".mosaic.yml", policy));

        var job = place.fix("ada", place.issue("Login fails"), "profile=strict");

        var over = world.awaitOver(job);
        assertThat(over.status()).as(over.error()).isEqualTo(JobStatus.COMPLETED);
        assertThat(weaver).containsExactly(true);
        assertThat(reviewer).containsExactly(false);
        assertThat(all.model.requests().get(before + 3).body().toString()).contains("1\\tworks");
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(world.bean(Node.class).id())).isZero();
    }

    private static Reply seeing(List<Boolean> writable, Reply reply) {
        return (server, exchange) -> {
            writable.addAll(LocalEngine.writableFolders(world.bean(Node.class).id()));
            reply.play(server, exchange);
        };
    }
}
