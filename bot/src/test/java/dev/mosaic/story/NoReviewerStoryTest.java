package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An instance without a model has no reviewer, and calls nothing strict. */
@Timeout(300)
class NoReviewerStoryTest {
    @RegisterExtension static final MosaicWorld world = new MosaicWorld();

    private static final String POLICY = "version: 1\ngates: {test: grep -q works app.txt}\n";

    @Test
    void aCommandThatWantsAReviewIsRefusedWithTheSetting() {
        var place = world.repository(Map.of("app.txt", "", ".mosaic.yml", POLICY));
        var issue = place.issue("Login fails").ref().number();

        var reply = place.says("ada", "@mosaic fix #%d profile=strict".formatted(issue));

        assertThat(reply).isInstanceOf(Reply.Refused.class);
        assertThat(reply.text())
                .contains("needs a reviewer", "mosaic.review.model", "profile=standard");
    }

    /** What the policy says is known when the base was read; before an agent costs anything. */
    @Test
    void aPolicyThatWantsAReviewEndsTheJobBeforeAnAgentRuns() {
        world.script("rounds: [{turns: [{run: echo works > app.txt}]}]");
        var policy = POLICY + "profile: strict\n";
        var place = world.repository(Map.of("app.txt", "", ".mosaic.yml", policy));

        var job = place.fix("ada", place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("needs a reviewer", "mosaic.review.model");
        assertThat(world.events(job, JobEvent.AgentSpawned.class)).isEmpty();
    }
}
