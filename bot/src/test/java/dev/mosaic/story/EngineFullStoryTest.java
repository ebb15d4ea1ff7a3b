package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.run.Agent;
import dev.mosaic.stitcher.run.AgentState;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.sandbox.docker.FullEngine;
import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A container engine whose disk becomes full: jobs wait for room, and no agent is to blame. */
@Timeout(300)
@ExtendWith(LocalEngine.class)
class EngineFullStoryTest {
    @TempDir static Path folder;

    private static FullEngine engine;
    private static MosaicWorld world;

    private static final Map<String, String> FILES =
            Map.of(".mosaic.yml", "version: 1\ngates:\n  test: test -f fixed\n");

    @BeforeAll
    static void begin() throws Exception {
        engine = FullEngine.start(folder);
        world = new MosaicWorld(engine.settings());
        world.beforeAll(null);
    }

    @AfterAll
    static void end() throws Exception {
        if (world != null) {
            world.afterAll(null);
        }
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void aJobWaitsUntilThereIsRoomAndItsPersonIsToldHowToMakeIt() {
        world.script("rounds: [{turns: [{run: 'echo yes > fixed'}]}]");
        engine.fill();
        var place = world.repository(FILES);

        var job = place.fix(person(), place.issue("Login fails"), "");

        assertThat(putOff(job)).contains("docker system prune", engine.data().toString());
        assertCompletesInTheFirstRound(job);
    }

    @Test
    void anAgentThatWritesMeanwhileKeepsItsWorkAndTheGatesWait() throws Exception {
        world.script(
                "rounds: [{turns: [{run: 'true'}, {run: 'until [ -e full ]; do sleep 0.1; done; rm full; echo yes > fixed'}]}]");
        var place = world.repository(FILES);
        var job = place.fix(person(), place.issue("Login fails"), "");
        world.awaitEvent(job, JobEvent.AgentTool.class);

        engine.fill();
        Files.createFile(world.worktrees().getFirst().resolve("full"));
        // what its container held is room again
        world.awaitEvent(job, JobEvent.AgentFinished.class);
        engine.fill();

        assertThat(putOff(job)).contains("docker system prune", engine.data().toString());
        assertThat(world.events(job, JobEvent.GateRejected.class)).isEmpty();
        assertCompletesInTheFirstRound(job);
    }

    /** Why it was put off. */
    private static String putOff(JobId job) {
        await().atMost(MosaicWorld.PATIENCE)
                .until(() -> world.job(job).status() == JobStatus.PENDING);
        world.assertNothingIsLeft();
        assertThat(engine.holds()).isEmpty();
        return world.events(job, JobEvent.Delayed.class).getLast().reason();
    }

    private static void assertCompletesInTheFirstRound(JobId job) {
        engine.makeRoom();
        world.sql("update runner_jobs set run_at = now() where status = 'PENDING'");
        world.awaitCompleted(job);
        assertThat(world.events(job, JobEvent.StepStarted.class))
                .extracting(JobEvent.StepStarted::round)
                .containsOnly(1);
        assertThat(world.bean(Agents.class).of(job).collectList().block())
                .filteredOn(it -> it.state() == AgentState.COMPLETED)
                .extracting(Agent::profile)
                .containsExactly("weaver");
        world.assertNothingIsLeft();
        assertThat(engine.holds()).isEmpty();
    }

    private static String person() {
        return "person-" + UUID.randomUUID();
    }
}
