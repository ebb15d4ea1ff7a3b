package dev.mosaic.stitcher.model.proxy;

import static dev.mosaic.stitcher.model.proxy.ProxyScene.chat;
import static dev.mosaic.stitcher.model.proxy.ProxyScene.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.model.ledger.DatedPrice;
import dev.mosaic.stitcher.model.ledger.Price;
import dev.mosaic.stitcher.model.ledger.Prices;
import dev.mosaic.stitcher.model.ledger.Tokens;
import dev.mosaic.stitcher.testkit.ModelScript;
import dev.mosaic.stitcher.testkit.ModelScript.Course;
import dev.mosaic.stitcher.testkit.Postgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ModelProxyTest {
    private static final String STREAM = ",\"stream\":true";
    private static final String MESSAGES = "/v1/messages";
    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";

    @RegisterExtension static final Postgres postgres = new Postgres();

    private ProxyScene scene;

    @BeforeEach
    void open() {
        scene = new ProxyScene(postgres, "5000", Map.of("mosaic.model.max-request", "100KB"));
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aMessageIsAnsweredAndPaid() {
        var run = scene.open("claude");
        scene.provider.answer(ModelScript.text("Hello").using(7, 3, 20, 5));

        var answer = scene.send(run, MESSAGES, message(""));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"text\":\"Hello\"");
        scene.assertSpent(run, "44");
        assertThat(scene.spent(run).tokens()).isEqualTo(new Tokens(7, 3, 20, 5, 0));
        assertThat(scene.spent(run).estimated()).isFalse();
        assertThat(scene.watch.calls).containsExactly(new Tokens(7, 3, 20, 5, 0));
    }

    /** On every node at once, for each looks into the database. */
    @Test
    void aPriceHoldsForTheCallsThatBeginWithItAndForNoneBefore() throws IOException {
        var at = "mosaic.model.providers.a.models.dated.price.";
        var settings = Map.of(at + "input", "1000000", at + "output", "0");
        var prices = new Prices(postgres.client(), postgres.transactions());
        var twice = new BigDecimal("2000000");
        var message = message("").replace("claude", "dated");
        var streamed = message(STREAM).replace("claude", "dated");
        try (var dated = new ProxyScene(postgres, "90000000", settings)) {
            var word = ModelScript.text("Hello").using(7, 3, 0, 0);
            dated.provider.answer(word.going(Course.HELD), word);
            var run = dated.open("dated");
            try (var begun = dated.stream(run, MESSAGES, streamed).body()) {
                begun.read();

                prices.set(
                                new DatedPrice.Wanted(
                                        "a",
                                        "dated",
                                        new Price(twice, twice, twice, twice),
                                        null,
                                        "ada"),
                                null)
                        .block();

                dated.provider.release();
                begun.readAllBytes();
            }
            dated.assertSpent(run, "7");

            dated.send(run, MESSAGES, message);
            dated.assertSpent(run, "27");
        }
    }

    @Test
    void aStreamIsPassedOnAsItIsAndPaid() {
        var run = scene.open("claude");
        scene.provider.answer(ModelScript.tool("bash", "{\"command\":\"ls\"}").using(7, 3, 20, 5));

        var answer = scene.send(run, MESSAGES, message(STREAM));

        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(it -> assertThat(it).startsWith("text/event-stream"));
        assertThat(answer.body())
                .startsWith("event: message_start\n")
                .contains("input_json_delta")
                .endsWith("data: {\"type\":\"message_stop\"}\n\n");
        scene.assertSpent(run, "44");
    }

    @Test
    void aChatIsMadeToSayWhatItUsed() {
        var run = scene.open("gpt");
        scene.provider.answer(ModelScript.text("He", "llo").using(7, 3, 20, 0));

        for (var more : new String[] {"", ",\"stream_options\":{\"include_usage\":false}"}) {
            var answer = scene.send(run, CHAT, chat(STREAM + more));

            assertThat(answer.body()).contains("\"content\":\"He\"").endsWith("data: [DONE]\n\n");
            assertThat(scene.provider.lastAsked().body().at("/stream_options/include_usage"))
                    .hasToString("true");
            assertThat(scene.provider.lastAsked().body().at("/messages/0/content").asString())
                    .isEqualTo("hi");
        }
        scene.assertSpent(run, "78");
        assertThat(scene.spent(run).estimated()).isFalse();
    }

    @Test
    void aChatAsAWholeIsPaid() {
        var run = scene.open("gpt");
        scene.provider.answer(ModelScript.tool("ls", "{}").using(7, 3, 20, 0));

        assertThat(scene.send(run, CHAT, chat("")).body()).contains("tool_calls");

        assertThat(scene.provider.lastAsked().body().has("stream_options")).isFalse();
        scene.assertSpent(run, "39");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", STREAM})
    void aResponseIsPaid(String streamed) {
        var run = scene.open("gpt");
        scene.provider.answer(ModelScript.text("Hello").using(7, 3, 20, 0));

        var body = "{\"model\":\"gpt\",\"input\":\"hi\",\"max_output_tokens\":9%s}";
        var answer = scene.send(run, RESPONSES, body.formatted(streamed));

        assertThat(answer.body()).contains("Hello");
        scene.assertSpent(run, "39");
    }

    @Test
    void tokensAreCountedForNothing() {
        var run = scene.open("claude");

        var answer = scene.send(run, MESSAGES + "/count_tokens", message(""));

        assertThat(answer.body()).isEqualTo("{\"input_tokens\":42}");
        assertThat(scene.spent(run).calls()).isZero();
    }

    @Test
    void theProviderSeesTheKeyAndNothingOfTheRun() {
        var run = scene.open("claude");

        scene.send(
                scene.request(run, MESSAGES + "?beta=true", message(""))
                        .header("x-api-key", run.endpoint().token())
                        .header("Authorization", "Bearer " + run.endpoint().token())
                        .header("Cookie", "a=b")
                        .header("X-Forwarded-For", "10.0.0.1")
                        .header("anthropic-version", "2026-10-21")
                        .header("anthropic-beta", "message-threads-2026-08-12")
                        .header("x-stainless-lang", "java"));

        var asked = scene.provider.lastAsked();
        assertThat(asked.path()).isEqualTo("/v1/messages?beta=true");
        assertThat(asked.headers())
                .containsEntry("x-api-key", ProxyScene.KEY)
                .containsEntry("anthropic-version", "2026-10-21")
                .containsEntry("anthropic-beta", "message-threads-2026-08-12")
                .containsEntry("x-stainless-lang", "java")
                .doesNotContainKeys("authorization", "cookie", "x-forwarded-for");
        assertThat(asked.toString()).doesNotContain(run.endpoint().token());
        var other = scene.open("gpt");
        scene.send(other, CHAT, chat(""));
        assertThat(scene.provider.lastAsked().headers())
                .containsEntry("authorization", "Bearer " + ProxyScene.KEY)
                .doesNotContainKey("x-api-key");
    }

    @Test
    void onlyTheModelOfTheRunMayBeCalled() {
        var run = scene.open("claude");

        for (var body :
                new String[] {
                    message("").replace("claude", "opus"), "{\"messages\":[]}", "{\"model\":7}"
                }) {
            var answer = scene.send(run, MESSAGES, body);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("may use the model `claude`");
        }
        assertThat(scene.provider.asked()).isEmpty();
    }

    @Test
    void aTokenOpensItsOwnRunOnlyAndDiesWithIt() {
        var run = scene.open("claude");
        var other = scene.open("claude");
        run.close();

        var answer = scene.send(run, MESSAGES, message(""));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"authentication_error\"", "run is over");
        assertThat(scene.send(other, MESSAGES, message("")).statusCode()).isEqualTo(200);
        scene.assertSpent(other, "300");
        scene.assertSpent(run, "0");
    }

    @ParameterizedTest
    @CsvSource({"/v1/models,404", "/v1/messages/batches,404", "/,404", "/v1/chat/completions,404"})
    void nothingElseIsThere(String path, int status) {
        var answer = scene.send(scene.open("claude"), path, message(""));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("not_found");
        assertThat(scene.provider.asked()).isEmpty();
    }

    @Test
    void whatIsNotTheProxysIsLeftAlone() {
        var run = scene.open("claude");
        var request = scene.request(run, MESSAGES, message(""));

        var answer =
                scene.send(
                        request.uri(
                                URI.create("http://127.0.0.1:%d/health".formatted(scene.port()))));

        assertThat(answer.statusCode()).isEqualTo(418);
    }

    @Test
    void overTheBudgetIsAnErrorOfTheApiThatSaysWhatToDo() {
        var run = scene.open("claude");
        scene.provider.answer(ModelScript.text("x").using(1000, 390, 0, 0));
        scene.send(run, MESSAGES, message(""));

        var answer = scene.send(run, MESSAGES, message(""));

        assertThat(answer.statusCode()).isEqualTo(402);
        var error = JsonMapper.shared().readTree(answer.body());
        assertThat(error.path("type").asString()).isEqualTo("error");
        assertThat(error.at("/error/type").asString()).isEqualTo("billing_error");
        assertThat(error.at("/error/message").asString())
                .contains("4900.00 $ of 5000.00 $", "`budget=`", "mosaic.budget.job");
        assertThat(scene.watch.refusals).hasSize(1);
        assertThat(scene.provider.asked()).hasSize(1);
        scene.assertSpent(run, "4900");
    }

    @Test
    void overTheBudgetLooksLikeOpenAiThere() {
        var run = scene.open("gpt");
        scene.provider.answer(ModelScript.text("x").using(1000, 390, 0, 0));
        scene.send(run, CHAT, chat(""));

        var answer = scene.send(run, CHAT, chat(STREAM));

        assertThat(answer.statusCode()).isEqualTo(402);
        var error = JsonMapper.shared().readTree(answer.body()).path("error");
        assertThat(error.path("code").asString()).isEqualTo("insufficient_quota");
        assertThat(error.path("message").asString()).contains("mosaic.budget.job");
    }

    @Test
    void theLimitOfTheAnswersCountsEvenIfTheRequestNamesNone() {
        var run = scene.open("gpt");
        scene.provider.answer(
                ModelScript.text("x").using(1000, 350, 0, 0),
                ModelScript.text("x").using(1, 1, 0, 0));
        scene.send(run, CHAT, chat(""));

        assertThat(scene.send(run, CHAT, chat(",\"max_tokens\":9")).statusCode()).isEqualTo(200);
        assertThat(scene.watch.warnings).hasSize(1);
        assertThat(scene.send(run, CHAT, chat("")).statusCode()).isEqualTo(402);
        assertThat(scene.send(run, CHAT, chat(",\"max_tokens\":9,\"n\":100")).statusCode())
                .isEqualTo(402);
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() {
        var run = scene.open("claude");

        var answer =
                scene.send(run, MESSAGES, message(",\"system\":\"" + "x".repeat(110_000) + "\""));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("mosaic.model.max-request");
    }

    @Test
    void whatTheAgentMayNotHaveDoneForItIsRefusedAndCostsNothing() {
        var run = scene.open("claude");

        var answer =
                scene.send(
                        run,
                        MESSAGES,
                        message(
                                ",\"tools\":[{\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\"}]"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("web_fetch_20250910", "mosaic.model.provider-tools");
        assertThat(scene.provider.asked()).isEmpty();
        assertThat(scene.spent(run).calls()).isZero();
    }
}
