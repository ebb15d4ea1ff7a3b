package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent that does not come to an end by itself. */
class LimitStoryTest {
    @RegisterExtension
    static final MosaicWorld world =
            new MosaicWorld("mosaic.limits.wall=5s", "mosaic.limits.turns=5");

    @Test
    void anAgentThatHangsIsStoppedAtItsTime() {
        world.script(
                "rounds: [{turns: [{write: {path: half.txt, text: half}}, {hang: stubborn}]}]");
        var place = world.broken();

        var job = place.fix("ada", place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("was stopped").contains("is kept on this node as commit");
        assertThat(world.events(job, JobEvent.AgentFinished.class))
                .singleElement()
                .satisfies(it -> assertThat(it.state()).isEqualTo("KILLED"));
        world.assertNothingIsLeft();
    }

    @Test
    void anAgentThatTalksWithoutEndIsStoppedAtItsTurns() {
        world.script(
                "rounds: [{turns: [%s]}]".formatted("{say: hm}, ".repeat(9) + "{say: the end}"));
        var place = world.broken();

        var job = place.fix("ada", place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("was stopped").contains("5").contains("no change");
        world.assertNothingIsLeft();
    }
}
