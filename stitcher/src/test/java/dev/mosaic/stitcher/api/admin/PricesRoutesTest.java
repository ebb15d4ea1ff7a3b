package dev.mosaic.stitcher.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.access.Scope;
import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.model.ledger.Prices;
import dev.mosaic.stitcher.testkit.Postgres;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PricesRoutesTest {
    private static final String PROVIDER = "mosaic.model.providers.one.models.";

    @RegisterExtension static final Postgres postgres = new Postgres();

    private static ApiServer server;
    private static String admin;

    @BeforeAll
    static void start() {
        server =
                ApiServer.over(
                        postgres,
                        Map.of(
                                "mosaic.api.auth",
                                "token",
                                "mosaic.api.auth-failures",
                                "1000",
                                PROVIDER + "a.window",
                                "1000",
                                PROVIDER + "b.window",
                                "1000",
                                PROVIDER + "[c.5/x].window",
                                "1000"));
        admin = token("root", EnumSet.of(Scope.ADMIN));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aPriceIsSetListedWithThoseBeforeAndKeptOverARestart() {
        var first = json(set("{\"model\": \"one/a\", \"input\": 3, \"output\": 15}", null, 201));
        assertThat(first.path("cacheRead").decimalValue()).isEqualByComparingTo("3");
        assertThat(first.path("cacheWrite").decimalValue()).isEqualByComparingTo("3.75");
        assertThat(first.path("state").asString()).isEqualTo("HOLDS");
        assertThat(first.path("setBy").asString()).isEqualTo("root");
        set(
                """
                {"model": "one/a", "input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0,
                 "since": "2126-01-01T00:00:00Z"}
                """,
                null,
                201);

        var page = json(list("?model=one/a", admin).expectStatus().isOk());

        assertThat(page.path("prices")).hasSize(2);
        assertThat(page.at("/prices/0/state").asString()).isEqualTo("AHEAD");
        assertThat(page.at("/prices/0/input").decimalValue()).isZero();
        assertThat(page.at("/prices/1/state").asString()).isEqualTo("HOLDS");
        assertThat(page.path("next").isNull()).isTrue();
        var few = json(list("?model=one/a&limit=1", admin));
        var next = json(list("?limit=1&model=one/a&cursor=" + few.path("next").asString(), admin));
        assertThat(next.at("/prices/0/id")).isEqualTo(first.path("id"));
        var another = new Prices(postgres.client(), postgres.transactions());
        assertThat(another.current("one", "a").block().price().input()).isEqualByComparingTo("3");
    }

    @Test
    void aModelMayHaveASlashInItsName() {
        set("{\"model\": \"one/c.5/x\", \"input\": 1, \"output\": 1}", null, 201);

        assertThat(json(list("?model=one/c.5/x", admin)).at("/prices/0/model").asString())
                .isEqualTo("one/c.5/x");
    }

    @Test
    void whoSawOtherPricesSetsNone() {
        var seen = list("", admin).returnResult(byte[].class).getResponseHeaders().getETag();
        var body = "{\"model\": \"one/b\", \"input\": 1, \"output\": 1}";
        var now = set(body, seen, 201).returnResult(byte[].class).getResponseHeaders().getETag();

        assertThat(now).isNotEqualTo(seen);
        var problem = json(set(body.replace("1,", "2,"), seen, 412));
        assertThat("\"%s\"".formatted(problem.path("version").asString())).isEqualTo(now);
        assertThat(problem.path("hint").asString()).contains("If-Match");
        assertThat(json(list("?model=one/b", admin)).path("prices")).hasSize(1);
        set(body, now, 201);
        set(body, "*", 201);
        set(body, "one", 400);
    }

    @Test
    void whoDoesNotRunTheInstanceSeesAndSetsNothing() {
        var body = "{\"model\": \"one/a\", \"input\": 1, \"output\": 1}";
        var unscoped = token("root", EnumSet.of(Scope.READ, Scope.DISPATCH, Scope.KILL));
        var mallory = token(ApiServer.MALLORY, EnumSet.of(Scope.ADMIN));
        for (var token : new String[] {unscoped, mallory}) {
            list("", token).expectStatus().isForbidden();
            post(body, null, token).expectStatus().isForbidden();
        }
        assertThat(
                        postgres.client()
                                .sql("select count(*) from model_prices where set_by <> 'root'")
                                .mapValue(Long.class)
                                .one()
                                .block())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                              | 400 | `input`
                    {"model":"one/a","input":1}                                     | 400 | `output`
                    {"input":1,"output":1}                                          | 400 | `model`
                    {"model":"one/z","input":1,"output":1}                          | 422 | one/z
                    {"model":"a","input":1,"output":1}                              | 422 | one/a, one/b
                    {"model":"one/a","input":-1,"output":1}                         | 400 | `input`
                    {"model":"one/a","input":1,"output":1000001}                    | 400 | `output`
                    {"model":"one/a","input":1,"output":1e9999}                     | 400 | output
                    {"model":"one/a","input":1,"output":1,"cacheRead":0.0000000001} | 400 | `cacheRead`
                    {"model":"one/a","input":1,"output":1,"cacheWrite":-0.1}        | 400 | `cacheWrite`
                    {"model":"one/a","input":1,"output":1,"since":"soon"}           | 400 | `since`
                    {"model":"one/a","input":1,"output":1,"since":"2020-01-01T00:00:00Z"} | 422 | `since`
                    {"model":"one/a","input":1,"output":1,"price":1}                | 400 | `price`
                    nonsense                                                        | 400 | JSON
                    """)
    void aWrongBodyIsRefusedWithTheFieldAndAHint(String body, int status, String named) {
        var before = server.context().getBean(Prices.class).version().block();

        var problem = json(set(body, null, status));

        assertThat(problem.toString()).contains(named);
        assertThat(problem.path("hint").asString()).isNotEmpty();
        assertThat(server.context().getBean(Prices.class).version().block()).isEqualTo(before);
    }

    @Test
    void aWrongQuestionIsRefused() {
        list("?model=one", admin).expectStatus().isBadRequest();
        list("?limit=0", admin).expectStatus().isBadRequest();
        list("?cursor=x", admin).expectStatus().isBadRequest();
    }

    private static ResponseSpec list(String query, String token) {
        return server.client()
                .get()
                .uri("/api/admin/prices" + query)
                .headers(headers -> headers.setBearerAuth(token))
                .exchange();
    }

    private static ResponseSpec set(String body, String ifMatch, int status) {
        return post(body, ifMatch, admin).expectStatus().isEqualTo(status);
    }

    private static ResponseSpec post(String body, String ifMatch, String token) {
        var request =
                server.client()
                        .post()
                        .uri("/api/admin/prices")
                        .headers(headers -> headers.setBearerAuth(token))
                        .contentType(MediaType.APPLICATION_JSON);
        return (ifMatch == null ? request : request.header("If-Match", ifMatch))
                .bodyValue(body)
                .exchange();
    }

    private static JsonNode json(ResponseSpec answer) {
        return JsonMapper.shared()
                .readTree(answer.expectBody(byte[].class).returnResult().getResponseBody());
    }

    private static String token(String person, EnumSet<Scope> scopes) {
        var actor = new Actor("local", person);
        return new ApiTokens(postgres.client())
                .make(new ApiTokens.Wanted("t", scopes, actor, null), actor)
                .block()
                .secret();
    }
}
