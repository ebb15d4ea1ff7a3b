package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.testkit.FakeAnthropic;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole program as a process, killed with signal 9 between a steer and its delivery. */
@Timeout(600)
class SteerCrashStoryTest extends ProgramScene {
    private final FakeAnthropic model = new FakeAnthropic(FakeAnthropic.endless());

    @BeforeEach
    void nameTheModel() {
        var fake = "mosaic.model.providers.fake.";
        option(fake + "base-url", model.root());
        option(fake + "key", ModelWorld.KEY);
        option(fake + "models.m.price.input", 1);
        option(fake + "models.m.price.output", 1);
    }

    @AfterEach
    void closeTheModel() {
        model.close();
    }

    @Test
    void aSteerWhoseNodeDiedBeforeItsDeliveryIsDeliveredToTheNextAgent() throws Exception {
        var first = serve("first");
        post("/api/commands", Map.of("text", "@mosaic fix #1 engine=claude"));
        await().atMost(LIMIT).until(() -> !model.requests().isEmpty());
        var job = get("/api/runner-jobs").at("/jobs/0/id").asString();

        var answer = post("/api/runner-jobs/%s/say".formatted(job), Map.of("text", "No streams"));
        assertThat(answer.path("text").asString()).contains("told before its next turn");
        first.destroyForcibly().waitFor();

        model.play(
                ModelWorld.writes("src/Bill.java", SETTLED + "\n", 10),
                FakeAnthropic.says("Done."));
        var before = model.requests().size();
        serve("second");
        await().atMost(LIMIT)
                .until(() ->
                        get("/api/runner-jobs/" + job)
                                .path("status")
                                .asString()
                                .equals("COMPLETED"));

        assertThat(model.requests().get(before).body().toString())
                .contains("> No streams", "may have been told");
        var types =
                get("/api/runner-jobs/%s/events?limit=1000".formatted(job))
                        .path("events")
                        .valueStream()
                        .map(it -> it.path("type").asString())
                        .filter(it -> it.startsWith("steer.") || it.equals("agent.spawned"))
                        .toList();
        assertThat(types)
                .containsExactly(
                        "agent.spawned", "steer.received", "agent.spawned", "steer.delivered");
    }
}
