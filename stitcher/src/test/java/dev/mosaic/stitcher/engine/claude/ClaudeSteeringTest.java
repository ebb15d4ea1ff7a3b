package dev.mosaic.stitcher.engine.claude;

import static dev.mosaic.stitcher.engine.claude.ClaudeScene.bash;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.EngineEvent.Steered;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.EngineScene;
import dev.mosaic.stitcher.engine.RunResult.Crashed;
import dev.mosaic.stitcher.engine.RunResult.Stopped;
import dev.mosaic.stitcher.engine.Steering;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.FakeAnthropic.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * A steer that comes while the model works stands in its next turn, and is noted once it was read.
 */
@Timeout(120)
class ClaudeSteeringTest extends EngineScene {
    @RegisterExtension final ClaudeScene claude = new ClaudeScene();

    private final Steers steers = new Steers();

    @Test
    void aSteerStandsInTheNextTurnAfterTheAnswersOfTools() {
        var run =
                run(
                        steered(7, "Mind the tests.", bash("echo one")),
                        bash("echo two"),
                        FakeAnthropic.says("Done."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Done.", 3));
        assertThat(message(1, 0).toString()).contains("do it").doesNotContain("Mind");
        var second = message(1, 2).path("content");
        assertThat(second.get(0).path("type").asString()).isEqualTo("tool_result");
        assertThat(second.get(1).path("text").asString()).isEqualTo("Mind the tests.");
        assertThat(read(run)).containsExactly(7L);
        assertThat(occurrences("Mind the tests.", 2)).isEqualTo(1);
    }

    @Test
    void aSteerThatComesWithTheLastAnswerIsAnsweredToo() {
        var run =
                run(
                        steered(7, "Mind the tests.", FakeAnthropic.says("Done.")),
                        FakeAnthropic.says("Now it is done."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Now it is done.", 2));
        assertThat(message(1, 1).path("role").asString()).isEqualTo("assistant");
        assertThat(message(1, 2).toString()).contains("Mind the tests.");
        assertThat(read(run)).containsExactly(7L);
    }

    @Test
    void whatTheModelHasNotAnsweredIsNotNoted() {
        steers.before = 3;
        var run =
                run(
                        steered(7, "Mind the tests.", bash("echo one")),
                        FakeAnthropic.status(400, "", "no"));

        assertThat(run.result().block(LIMIT)).isInstanceOf(Crashed.class);
        assertThat(message(1, 2).toString()).contains("Mind the tests.");
        assertThat(read(run)).as("the prompt was read, the steer perhaps not").containsExactly(3L);
    }

    @Test
    void aSummaryTakesTheConversationsPlaceAndNotThatOfTheSteers() {
        var full = FakeAnthropic.usage(90_000, 0, 0);
        var run =
                run(
                        steered(7, "Mind the tests.", bash("echo one")),
                        FakeAnthropic.uses("bash", Map.of("command", "echo two"), full),
                        FakeAnthropic.says("I did much."),
                        FakeAnthropic.says("Done."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Done.", 4));
        assertThat(claude.server().requests().get(3).body().path("messages")).hasSize(1);
        assertThat(message(3, 0).toString())
                .containsSubsequence("do it", "Mind the tests.", "I did much.");
        assertThat(read(run)).containsExactly(7L);
    }

    private EngineRun run(Reply... script) {
        return claude.run(sandbox, steers, script);
    }

    /** Somebody says something while the model answers. */
    private Reply steered(long id, String text, Reply reply) {
        return (server, exchange) -> {
            steers.all.add(new Steering.Steer(id, text));
            reply.play(server, exchange);
        };
    }

    private JsonNode message(int request, int number) {
        return claude.server().requests().get(request).body().path("messages").path(number);
    }

    private int occurrences(String text, int request) {
        return claude.server().requests().get(request).body().toString().split(text, -1).length - 1;
    }

    private static List<Long> read(EngineRun run) {
        return run.events().ofType(Steered.class).map(Steered::upTo).collectList().block(LIMIT);
    }

    private static final class Steers implements Steering {
        final List<Steer> all = new CopyOnWriteArrayList<>();
        long before;

        @Override
        public long before() {
            return before;
        }

        @Override
        public List<Steer> next() {
            var now = new ArrayList<>(all);
            all.removeAll(now);
            return now;
        }
    }
}
