package dev.mosaic.stitcher.model.proxy;

import static dev.mosaic.stitcher.model.proxy.ProxyScene.chat;
import static dev.mosaic.stitcher.model.proxy.ProxyScene.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.testkit.ModelScript;
import dev.mosaic.stitcher.testkit.ModelScript.Course;
import dev.mosaic.stitcher.testkit.Postgres;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that refuses, breaks, is away, or does not say what it used. */
class ProviderTroubleTest {
    private static final String STREAM = ",\"stream\":true";
    private static final String MESSAGES = "/v1/messages";
    private static final String CHAT = "/v1/chat/completions";

    @RegisterExtension static final Postgres postgres = new Postgres();

    private ProxyScene scene;

    @BeforeEach
    void open() {
        scene = new ProxyScene(postgres, "5000", Map.of());
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest
    @CsvSource({"429,rate_limit_error", "529,overloaded_error", "500,api_error"})
    void whatTheProviderRefusesIsPassedOnAndCostsNothing(int status, String type) {
        var run = scene.open("claude");
        var body =
                "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"no\"}}"
                        .formatted(type);
        scene.provider.answer(
                ModelScript.refusal(status, Map.of("retry-after", "3", "set-cookie", "a=b"), body),
                ModelScript.text("now").using(1, 1, 0, 0));

        var refused = scene.send(run, MESSAGES, message(STREAM));
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.body()).isEqualTo(body);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("3");
        assertThat(refused.headers().firstValue("set-cookie")).isEmpty();
        scene.assertSpent(run, "0");

        assertThat(scene.send(run, MESSAGES, message(STREAM)).statusCode()).isEqualTo(200);
        scene.assertSpent(run, "11");
    }

    @Test
    void aRedirectIsNotFollowed() {
        var run = scene.open("claude");
        scene.provider.answer(
                ModelScript.refusal(307, Map.of("location", scene.provider.url() + "/x"), ""));

        var answer = scene.send(run, MESSAGES, message(""));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("mosaic.model.providers.a.base-url");
        assertThat(scene.provider.asked()).hasSize(1);
    }

    @Test
    void aProviderThatIsAwayCostsNothing() {
        var run = scene.open("claude");
        scene.provider.close();

        var answer = scene.send(run, MESSAGES, message(""));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("cannot be reached", "base-url");
        // a refusal does not wait for the ledger
        await().untilAsserted(() -> scene.assertSpent(run, "0"));
    }

    @Test
    void anErrorInsideAStreamIsPassedOnAndPaidAsFarAsItCame() {
        var run = scene.open("claude");
        scene.provider.answer(ModelScript.text("Hello").using(7, 3, 0, 0).going(Course.ERROR));

        var answer = scene.send(run, MESSAGES, message(STREAM));

        assertThat(answer.body()).contains("\"text\":\"Hello\"").contains("overloaded_error");
        assertThat(scene.spent(run).estimated()).isTrue();
        assertThat(scene.spent(run).tokens().input()).isEqualTo(7);
        assertThat(scene.spent(run).tokens().output()).isBetween(3L, 30L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", STREAM})
    void aProviderThatDoesNotSayWhatItUsedIsPaidByEstimate(String streamed) {
        var run = scene.open("gpt");
        scene.provider.answer(ModelScript.text("Hello").going(Course.UNTOLD));

        scene.send(run, CHAT, chat(streamed));

        assertThat(scene.spent(run).estimated()).isTrue();
        assertThat(scene.spent(run).tokens().input()).isBetween(20L, 60L);
        assertThat(scene.spent(run).tokens().output()).isBetween(20L, 50L);
    }

    @Test
    void linesThatAreNoJsonArePassedOnAndTheRestIsCounted() {
        var run = scene.open("claude");
        scene.provider.answer(ModelScript.text("Hello").using(7, 3, 0, 0).going(Course.MALFORMED));

        assertThat(scene.send(run, MESSAGES, message(STREAM)).body()).contains("oops");

        scene.assertSpent(run, "37");
    }
}
