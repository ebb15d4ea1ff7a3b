package dev.mosaic.stitcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole API over a database of its own, before a desk that remembers what it was asked. Started
 * once per test class.
 */
public final class ApiScene implements BeforeAllCallback, AfterAllCallback {
    private final Postgres postgres = new Postgres();
    private final Map<String, String> settings;
    private Stores stores;
    private ApiServer server;

    /**
     * @param settings beside the defaults
     */
    public ApiScene(Map<String, String> settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        postgres.beforeAll(context);
        stores = Stores.on(postgres, Clock.systemUTC());
        server = ApiServer.over(postgres, settings);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server.close();
        postgres.afterAll(context);
    }

    public Stores stores() {
        return stores;
    }

    public SampleDesk desk() {
        return server.context().getBean(SampleDesk.class);
    }

    public int port() {
        return server.port();
    }

    public WebTestClient client() {
        return server.client();
    }

    public ResponseSpec post(String path, String body) {
        return post(path, body, null);
    }

    /**
     * @param key of the request ({@code Idempotency-Key}); null for none
     */
    public ResponseSpec post(String path, String body, String key) {
        return client().post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    if (key != null) {
                        headers.set("Idempotency-Key", key);
                    }
                })
                .bodyValue(body)
                .exchange();
    }

    /** The body is refused with what is named and a hint, shows no code, and reaches no desk. */
    public void assertWrongBody(String path, String body, String named) {
        var before = desk().count();

        var answer =
                post(path, body)
                        .expectStatus()
                        .isBadRequest()
                        .expectHeader()
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody();

        assertThat(answer)
                .contains(named, "\"hint\":")
                .doesNotContain("dev.mosaic", "java.", "Exception", "jackson", "[Source");
        assertThat(desk().count()).isEqualTo(before);
    }

    /** The key is refused because it came with another request. */
    public static void assertUsedKey(ResponseSpec answer) {
        answer.expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.detail")
                .value(String.class, text -> assertThat(text).contains("another request"));
    }

    public static JsonNode json(ResponseSpec answer) {
        return JsonMapper.shared()
                .readTree(answer.expectBody(byte[].class).returnResult().getResponseBody());
    }
}
