package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.story.MosaicWorld.Place;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an agent did until it was stopped is not lost, and is published by nobody. */
class SalvageStoryTest {
    @RegisterExtension static final MosaicWorld world = new MosaicWorld("mosaic.limits.turns=3");

    private static final String HALF = "write: {path: half.txt, text: \"half\\n\"}";
    private static final String POLICY =
            "version: 1\ngates: {test: grep -q works app.txt && grep -q half half.txt}\n";

    /** Ends well only where the work of the first run lies in the folder. */
    private static final String GOES_ON =
            """
            rounds:
              - turns:
                  - run: test -f half.txt && echo it works > app.txt
            """;

    @Test
    void cancelKeepsTheWorkNamesItAndARetryGoesOnFromIt() {
        world.script("rounds: [{turns: [{%s}, {hang: stubborn}]}]".formatted(HALF));
        var place = place();
        var job = place.fix("ada", place.issue("Login fails"), "");
        world.awaitEvent(job, JobEvent.AgentTool.class);

        place.says("ada", "@mosaic cancel #1");

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.heard("ada", 1).getLast()).contains("Cancelled", kept(job));
        nothingIsPublished(job);
        world.assertNothingIsLeft();
        aRetryGoesOn(place, job, "ada");
    }

    @Test
    void aCrashOfTheEngineKeepsTheWorkNamesItAndARetryGoesOnFromIt() {
        world.script("rounds: [{turns: [{%s}, {crash: out of cheese}]}]".formatted(HALF));
        var place = place();
        var job = place.fix("bob", place.issue("Login fails"), "");

        var over = world.awaitOver(job);

        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("out of cheese", kept(job));
        nothingIsPublished(job);
        world.assertNothingIsLeft();
        aRetryGoesOn(place, job, "bob");
    }

    @Test
    void aLimitKeepsTheWorkAndARetryGoesOnFromIt() {
        world.script(
                "rounds: [{turns: [{%s}, {say: a}, {say: b}, {say: c}, {hang: true}]}]"
                        .formatted(HALF));
        var place = place();
        var job = place.fix("cleo", place.issue("Login fails"), "");

        var over = world.awaitOver(job);

        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("3 turns", kept(job));
        nothingIsPublished(job);
        aRetryGoesOn(place, job, "cleo");
    }

    @Test
    void aShutdownKeepsTheWorkAndTheSameAttemptGoesOnFromIt() {
        world.script("rounds: [{turns: [{%s}, {hang: true}]}]".formatted(HALF));
        var place = place();
        var job = place.fix("dora", place.issue("Login fails"), "");
        world.awaitEvent(job, JobEvent.AgentTool.class);

        world.stop();
        world.script(GOES_ON);
        world.start();

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.job(job).attempt()).isEqualTo(1);
        world.assertNothingIsLeft();
    }

    private static void aRetryGoesOn(Place place, JobId job, String person) {
        world.script(GOES_ON);
        place.says(person, "@mosaic retry #1");
        world.awaitEvent(job, JobEvent.PullRequestOpened.class);
        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.events(job, JobEvent.GatePassed.class)).isNotEmpty();
        world.assertNothingIsLeft();
    }

    private static void nothingIsPublished(JobId job) {
        assertThat(world.events(job, JobEvent.BranchPushed.class)).isEmpty();
    }

    /** The abbreviated name of the one commit with unfinished work. */
    private static String kept(JobId job) {
        var kept = world.events(job, JobEvent.WorkKept.class);
        assertThat(kept).hasSize(1);
        return kept.getFirst().commit().substring(0, 7);
    }

    private static Place place() {
        return world.repository(Map.of("app.txt", "it fails\n", ".mosaic.yml", POLICY));
    }
}
