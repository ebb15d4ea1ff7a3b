package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.sandbox.docker.EngineProxy;
import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A container engine that is away when the program starts, and is killed or hangs in mid-run. */
@ExtendWith(LocalEngine.class)
class EngineAwayStoryTest {
    private static final EngineProxy engine = away();

    @RegisterExtension
    static final MosaicWorld world = new MosaicWorld(LocalEngine.settings(engine));

    private static final Map<String, String> FILES =
            Map.of(".mosaic.yml", "version: 1\ngates:\n  test: test -f fixed\n");
    private static final String RIGHT = "rounds: [{turns: [{run: 'echo yes > fixed'}]}]";
    private static final String ENDLESS =
            "rounds: [{turns: [{run: 'true'}, {run: \"trap '' TERM INT HUP; while :; do sleep 1; done\"}]}]";

    /** So it is when the program starts. */
    private static EngineProxy away() {
        var engine = EngineProxy.open();
        engine.cut();
        return engine;
    }

    @AfterAll
    static void close() throws Exception {
        engine.close();
    }

    @Test
    void anEngineThatIsAwaySinceTheStartPutsJobsOffUntilItIsBack() {
        engine.cut();
        world.script(RIGHT);
        var place = world.repository(FILES);

        var job = place.fix(person(), place.issue("Login fails"), "");

        assertThat(putOff(job)).contains("mosaic.sandbox.docker.host");
        engine.back();
        assertCompletes(job);
    }

    @Test
    void anEngineThatIsKilledInMidRunCostsTheJobATryAndNothingIsLeft() {
        engine.back();
        world.script(ENDLESS);
        var place = world.repository(FILES);
        var job = place.fix(person(), place.issue("Login fails"), "");
        world.awaitEvent(job, JobEvent.AgentTool.class);

        engine.cut();

        assertThat(putOff(job)).contains("mosaic.sandbox.docker.host");
        world.assertNothingIsLeft();
        world.script(RIGHT);
        engine.back();
        assertCompletes(job);
    }

    @Test
    void anAgentIsKilledAndProvenGoneWhileTheEngineHangs() {
        engine.back();
        world.script(ENDLESS);
        var place = world.repository(FILES);
        var person = person();
        var issue = place.issue("Never ends");
        var job = place.fix(person, issue, "");
        world.awaitEvent(job, JobEvent.AgentTool.class);
        assertThat(LocalEngine.runningOf(node())).isEqualTo(1);

        engine.hang();
        place.says(person, "@mosaic kill #%d it hangs".formatted(issue.ref().number()));

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.events(job, JobEvent.KillProven.class))
                .singleElement()
                .satisfies(proof -> assertThat(proof.survivors()).isEmpty());
        assertThat(LocalEngine.runningOf(node())).isZero();
        world.assertNothingIsLeft();
        world.script(RIGHT);
        engine.back();
        assertCompletes(place.fix(person, place.issue("The next one"), ""));
    }

    /** Why it was put off. */
    private static String putOff(JobId job) {
        await().atMost(MosaicWorld.PATIENCE)
                .until(() -> world.job(job).status() == JobStatus.PENDING);
        return world.events(job, JobEvent.Delayed.class).getLast().reason();
    }

    private static void assertCompletes(JobId job) {
        world.sql("update runner_jobs set run_at = now() where status = 'PENDING'");
        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.COMPLETED);
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    private static String node() {
        return world.bean(Node.class).id();
    }

    private static String person() {
        return "person-" + UUID.randomUUID();
    }
}
