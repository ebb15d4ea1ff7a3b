package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.store.Kills;
import dev.mosaic.stitcher.run.Agent;
import dev.mosaic.stitcher.run.AgentState;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.testkit.FreePorts;
import dev.mosaic.story.MosaicWorld.Place;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People end at once what runs, in the whole program, without Valkey. */
class KillswitchStoryTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final int PORT = FreePorts.next();

    /** Whoever were asked to end would have all this time for it. */
    @RegisterExtension
    static final MosaicWorld world =
            new MosaicWorld(
                    "mosaic.run.grace=10m",
                    "mosaic.killswitch.token=" + TOKEN,
                    "mosaic.killswitch.port=" + PORT);

    private static final String FORKS =
            "rounds: [{turns: [{run: \"trap '' TERM INT HUP; (while :; do sleep 1; done) & (setsid sleep 900 &); while :; do sleep 1; done\"}]}]";

    @AfterEach
    void endAndResume() {
        world.bean(Jobs.class)
                .live()
                .concatMap(job ->
                        world.bean(Kills.class)
                                .kill(job.id(), null, Kills.Order.of("test", "", "test")))
                .blockLast();
        repository().says("root", "@mosaic resume");
    }

    @Test
    void anAgentThatForksAndIgnoresSignalsIsProvenGone() {
        world.script(FORKS);
        var place = repository();
        var job = working(place);

        var reply = (Reply.Accepted) place.says("ada", "@mosaic kill #1 it deletes files");

        assertThat(reply.text()).contains("Killing job").contains("ends it without asking");
        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertKilled(job);
        assertThat(world.events(job))
                .filteredOn(JobEvent.Cancelled.class::isInstance)
                .singleElement()
                .asString()
                .contains("kill: it deletes files");
        assertThat(kills(job))
                .singleElement()
                .satisfies(kill -> {
                    assertThat(kill.reason()).isEqualTo("it deletes files");
                    assertThat(kill.door()).isEqualTo("memory");
                    assertThat(kill.by()).isEqualTo(System.getProperty("user.name"));
                    assertThat(kill.provenAt()).isNotNull();
                });
        world.assertNothingIsLeft();
    }

    @Test
    void anAgentIsKilledByItsOwnName() {
        world.script(FORKS);
        var place = repository();
        var job = working(place);
        var agent = agent(job);

        place.says("ada", "@mosaic kill " + agent.id());

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(kills(job)).singleElement().returns(agent.id(), Kills.Kill::agent);
        var again = (Reply.Refused) place.says("ada", "@mosaic kill " + agent.id());
        assertThat(again.text()).contains("agent is over already").contains("nothing was killed");
        assertThat(kills(job)).hasSize(1);
    }

    @Test
    void aCancelThatTakesTooLongIsOvertakenByAKill() {
        world.script(FORKS);
        var place = repository();
        var job = working(place);

        place.says("ada", "@mosaic cancel #1");
        world.awaitEvent(job, JobEvent.Cancelling.class);
        place.says("ada", "@mosaic kill #1");

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertKilled(job);
        world.assertNothingIsLeft();
    }

    @Test
    void aGateIsKilledToo() {
        world.script("rounds: [{turns: [{write: {path: app.txt, text: it works}}]}]");
        var place =
                world.repository(
                        Map.of(
                                ".mosaic.yml",
                                "version: 1\ngates: {test: \"trap '' TERM INT; sleep 900 & sleep 900\"}\n"));
        var job = place.fix("ada", place.issue("Login fails"), "");
        world.awaitEvent(job, JobEvent.GateStarted.class);

        place.says("ada", "@mosaic kill #1");

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.events(job, JobEvent.KillProven.class)).hasSize(1);
        world.assertNothingIsLeft();
    }

    @Test
    void aJobThatIsKilledWhileItBeginsLeavesNothing() {
        world.script(FORKS);
        var place = repository();
        var job = place.fix("ada", place.issue("Login fails"), "");
        world.awaitEvent(job, JobEvent.Claimed.class);

        place.says("ada", "@mosaic kill #1");

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.events(job, JobEvent.KillProven.class)).hasSize(1);
        world.assertNothingIsLeft();
    }

    @Test
    void killAllEndsWhatRunsAndNothingStartsUntilSomebodyResumes() {
        world.script(FORKS);
        var first = repository();
        var second = repository();
        var running = List.of(working(first), working(second));
        var waiting = first.fix("ada", first.issue("Waits"), "");

        var reply = (Reply.Answer) first.says("ada", "@mosaic kill-all fire");

        assertThat(reply.text()).contains("Killing 2 jobs").contains("1 job in the queue");
        running.forEach(job -> {
            assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
            assertKilled(job);
        });
        assertThat(world.job(waiting).status()).isEqualTo(JobStatus.QUEUED);
        world.assertNothingIsLeft();

        first.says("ada", "@mosaic resume");
        world.awaitEvent(waiting, JobEvent.AgentSpawned.class);
        first.says("ada", "@mosaic kill " + waiting);
        world.awaitOver(waiting);
    }

    @Test
    void withoutTheDatabaseItsNodesOwnDoorKillsAndTheAuditComesLater() throws Exception {
        world.script(FORKS);
        var place = repository();
        var job = working(place);
        world.databaseAway();
        try {
            assertThat(door("POST", "/kill/" + job, "wrong", "").statusCode()).isEqualTo(401);
            assertThat(world.processes()).isNotEmpty();

            var answer = door("POST", "/kill/" + job, TOKEN, "{\"reason\": \"it deletes files\"}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains(job.toString())
                    .contains("\"survivors\":[]")
                    .contains("kept");
            assertThat(world.processes()).isEmpty();
        } finally {
            world.databaseBack();
        }

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        await().atMost(MosaicWorld.PATIENCE).until(() -> kills(job).size() == 1);
        assertThat(kills(job))
                .singleElement()
                .satisfies(kill -> {
                    assertThat(kill.reason()).isEqualTo("it deletes files");
                    assertThat(kill.door()).isEqualTo("node");
                });
        await().atMost(MosaicWorld.PATIENCE).until(() -> kills(job).getFirst().provenAt() != null);
        assertThat(agent(job).state()).isEqualTo(AgentState.KILLED);
        assertThat(world.events(job, JobEvent.KillProven.class)).hasSize(1);
        assertThat(world.events(job, JobEvent.Claimed.class)).hasSize(1);
        assertThat(world.home().resolve("killswitch")).isEmptyDirectory();
        world.assertNothingIsLeft();
    }

    private static void assertKilled(JobId job) {
        assertThat(world.events(job, JobEvent.KillProven.class))
                .singleElement()
                .satisfies(proof -> assertThat(proof.survivors()).isEmpty());
        assertThat(world.events(job).getLast()).isInstanceOf(JobEvent.Cancelled.class);
        assertThat(world.events(job, JobEvent.AgentCleaned.class)).hasSize(1);
        assertThat(agent(job).state()).isEqualTo(AgentState.KILLED);
    }

    private static Agent agent(JobId job) {
        return world.bean(Agents.class).of(job).blockLast();
    }

    private static List<Kills.Kill> kills(JobId job) {
        return world.bean(Kills.class).of(job).collectList().block();
    }

    /** A job whose agent runs something. */
    private static JobId working(Place place) {
        var job = place.fix("ada", place.issue("Login fails"), "");
        world.awaitEvent(job, JobEvent.AgentSpawned.class);
        await().atMost(MosaicWorld.PATIENCE).until(() -> agent(job).state() == AgentState.RUNNING);
        await().atMost(MosaicWorld.PATIENCE).until(() -> !world.processes().isEmpty());
        return job;
    }

    private static Place repository() {
        return world.repository(
                Map.of(
                        "app.txt",
                        "it fails\n",
                        ".mosaic.yml",
                        "version: 1\ngates: {test: 'true'}\n"));
    }

    private static HttpResponse<String> door(String method, String path, String token, String body)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
