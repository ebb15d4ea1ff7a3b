package dev.mosaic.stitcher.model.proxy;

import static dev.mosaic.stitcher.model.proxy.ProxyScene.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.testkit.ModelScript;
import dev.mosaic.stitcher.testkit.ModelScript.Course;
import dev.mosaic.stitcher.testkit.Postgres;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A provider's key goes to the provider and nowhere else, and a run's token is kept nowhere. */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class KeyCanaryTest {
    private static final int MIDDLE = 12;

    @RegisterExtension static final Postgres postgres = new Postgres();

    @Test
    void theKeyIsInNoAnswerNoLogAndNoRow(CapturedOutput output) {
        var token = "";
        var answers = new ArrayList<String>();
        try (var scene = new ProxyScene(postgres, "5000", Map.of())) {
            var run = scene.open("claude");
            token = run.endpoint().token();
            var key = ProxyScene.KEY;
            var error = "{\"error\":{\"message\":\"Incorrect API key: %s\"}}";
            scene.provider.answer(
                    ModelScript.text("Hello"),
                    ModelScript.refusal(401, Map.of(), error.formatted(key)),
                    ModelScript.refusal(400, Map.of("x-api-key", key), error.formatted(key)),
                    ModelScript.refusal(
                            500,
                            Map.of("x-api-key", key),
                            error.formatted(key.substring(0, key.length() - 4) + "****")),
                    ModelScript.text("Hello").going(Course.ERROR));
            for (var i = 0; i < 5; i++) {
                for (var more : new String[] {"", ",\"stream\":true"}) {
                    var answer = scene.send(run, "/v1/messages", message(more));
                    answers.add(answer.headers().map() + "\n" + answer.body());
                }
            }
            scene.provider.close();
            answers.add(scene.send(run, "/v1/messages", message("")).body());
            answers.add(scene.send(run, "/v1/other", message("")).body());
            answers.add(run + " " + run.endpoint());
            run.close();
            answers.add(scene.send(run, "/v1/messages", message("")).body());
        }

        var part = ProxyScene.KEY.substring(MIDDLE, 2 * MIDDLE);
        assertThat(answers).noneSatisfy(it -> assertThat(it).contains(part));
        assertThat(answers).anySatisfy(it -> assertThat(it).contains("[redacted own-secret"));
        assertThat(answers.toString()).doesNotContain(token);
        assertThat(output.getAll()).doesNotContain(part, token);
        assertThat(dump()).contains("claude").doesNotContain(part, token);
    }

    /** All rows of all tables. */
    private static String dump() {
        var tables =
                postgres.client()
                        .sql("select tablename from pg_tables where schemaname = 'public'")
                        .mapValue(String.class)
                        .all()
                        .collectList()
                        .block();
        assertThat(tables).contains("ledger", "model_prices", "budget_warnings");
        var dump = new StringBuilder();
        for (var table : tables) {
            dump.append(
                    postgres.client()
                            .sql(
                                    "select coalesce(string_agg(t::text, '|'), '') from %s t"
                                            .formatted(table))
                            .mapValue(String.class)
                            .one()
                            .block());
        }
        return dump.toString();
    }
}
