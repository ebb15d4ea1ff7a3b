package dev.mosaic.stitcher.api.entry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.access.Scope;
import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.testkit.Postgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Who is let in where, on a server that asks for tokens. */
class EntranceTest {
    private static final Actor ADA = new Actor("local", "ada");
    private static final Set<String> OPEN = Set.of("GET /health");

    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ApiServer server;
    private static ApiTokens tokens;

    @BeforeAll
    static void start() {
        tokens = new ApiTokens(postgres.client());
        server =
                ApiServer.over(
                        postgres,
                        Map.of(
                                "mosaic.api.auth", "token",
                                "mosaic.api.auth-failures", "1000"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void noRouteAnswersWithoutATokenButHealth() {
        var statuses = new TreeMap<String, Integer>();
        routes().forEach(route -> statuses.put(route, status(route, null)));

        assertThat(statuses).hasSizeGreaterThan(10).containsEntry("GET /health", 200);
        OPEN.forEach(statuses::remove);
        assertThat(statuses.values()).containsOnly(401);
    }

    @Test
    void everyRouteHasAScopeAndATokenWithoutItIsRefused() {
        var secrets =
                Arrays.stream(Scope.values())
                        .collect(Collectors.toMap(one -> one, EntranceTest::allBut));
        for (var route : routes()) {
            if (!OPEN.contains(route)) {
                var closed =
                        Arrays.stream(Scope.values())
                                .filter(scope -> status(route, secrets.get(scope)) == 403)
                                .collect(Collectors.toSet());
                assertThat(closed).as("the scopes that %s needs", route).hasSize(1);
            }
        }
    }

    @Test
    void aRefusedScopeIsAProblemThatSaysWhatToDo() {
        ask("POST /api/runner-jobs", token(Scope.READ))
                .expectStatus()
                .isForbidden()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.scope")
                .isEqualTo("dispatch")
                .jsonPath("$.hint")
                .value(hint -> assertThat((String) hint).contains("--scope dispatch"));
    }

    @Test
    void withoutATokenTheAnswerSaysHowToGetOne() {
        ask("GET /api/runner-jobs", null)
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .valueEquals(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"mosaic\"")
                .expectBody()
                .jsonPath("$.hint")
                .value(hint -> assertThat((String) hint).contains("mosaic token create"));
    }

    @ParameterizedTest
    @CsvSource({
        "status, READ",
        "help, READ",
        "fix demo/app#7, DISPATCH",
        "retry #7, DISPATCH",
        "kill #7, KILL",
        "kill-all, ADMIN",
        "pause, ADMIN"
    })
    void aCommandNeedsTheScopeOfWhatItDoes(String text, Scope needed) {
        var body = "{\"text\": \"%s\"}".formatted(text);
        for (var scope : Scope.values()) {
            var status =
                    client(token(Scope.READ, scope))
                            .post()
                            .uri("/api/commands")
                            .contentType(MediaType.APPLICATION_JSON)
                            .bodyValue(body)
                            .exchange()
                            .returnResult(String.class);
            var refused =
                    status.getStatus().value() == 403
                            && status.getResponseBody()
                                    .blockFirst()
                                    .contains("does not have the scope");
            assertThat(refused)
                    .as("%s with %s", text, scope)
                    .isEqualTo(scope != needed && needed != Scope.READ);
        }
    }

    @Test
    void anIdempotencyKeyBelongsToWhoeverUsedIt() {
        var bob = new Actor("local", "bob");
        var wanted = new ApiTokens.Wanted("bob", Set.of(Scope.DISPATCH), bob, null);

        assertThat(order(token(Scope.DISPATCH), 901)).isEqualTo(201);
        assertThat(order(token(Scope.DISPATCH), 902)).isEqualTo(422);
        assertThat(order(tokens.make(wanted, ADA).block().secret(), 902)).isEqualTo(201);
    }

    private static int order(String secret, int issue) {
        return client(secret)
                .post()
                .uri("/api/runner-jobs")
                .header("Idempotency-Key", "one-key")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"repo\": \"demo/app\", \"issue\": %d}".formatted(issue))
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .value();
    }

    @Test
    void aRevokedTokenAndAnExpiredOneOpenNothing() {
        var made = tokens.make(wanted(null, Scope.READ), ADA).block();
        assertThat(status("GET /api/runner-jobs", made.secret())).isEqualTo(200);

        tokens.revoke(made.token().id(), ADA).block();

        ask("GET /api/runner-jobs", made.secret())
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("This token was revoked.");
        ask(
                        "GET /api/runner-jobs",
                        tokens.make(wanted(Duration.ZERO, Scope.READ), ADA).block().secret())
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("This token has expired.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Basic YTpi",
                "Bearer a b",
                "mosaic_0123456789",
                "Bearer mosaic_0123456789012345678901234567890123456789012345678"
            })
    void whatIsNoTokenIsRefused(String header) {
        server.client()
                .get()
                .uri("/api/runner-jobs")
                .header(HttpHeaders.AUTHORIZATION, header)
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "access_token", "Authorization"})
    void aTokenInTheAddressIsRefusedEvenIfItIsGood(String name) {
        client(token(Scope.READ))
                .get()
                .uri("/api/runner-jobs?" + name + "=" + token(Scope.READ))
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.hint")
                .value(hint -> assertThat((String) hint).contains("revoke it"));
    }

    @Test
    void aHostThatIsNotThisMachineIsAnswered() {
        client(token(Scope.READ))
                .get()
                .uri("/api/runner-jobs")
                .header(HttpHeaders.HOST, "mosaic.example")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void aWebPageOfAnotherSiteIsNot() {
        client(token(Scope.READ))
                .get()
                .uri("/api/runner-jobs")
                .header(HttpHeaders.ORIGIN, "https://evil.example")
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @Test
    void unknownPathsAndMethodsSayTheSameAsWithoutTokens() {
        ask("GET /api/nothing", token(Scope.READ)).expectStatus().isNotFound();
        ask("PUT /api/runner-jobs", token(Scope.READ))
                .expectStatus()
                .isEqualTo(405)
                .expectHeader()
                .exists(HttpHeaders.ALLOW);
    }

    @Test
    void aTokenIsMadeOnceListedWithoutItsSecretAndRevoked() {
        var admin = client(token(Scope.ADMIN));

        var secret =
                (String)
                        admin.post()
                                .uri("/api/admin/tokens")
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(
                                        """
                                        {"name": "ci", "scopes": ["read"], "expires": "30d",
                                         "person": "bob"}
                                        """)
                                .exchange()
                                .expectStatus()
                                .isCreated()
                                .expectBody(Map.class)
                                .returnResult()
                                .getResponseBody()
                                .get("token");

        assertThat(status("GET /api/runner-jobs", secret)).isEqualTo(200);
        var list =
                admin.get()
                        .uri("/api/admin/tokens?limit=1")
                        .exchange()
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody();
        assertThat(list).contains("\"person\":\"bob\"", "\"next\":\"").doesNotContain(secret);
        var id = list.replaceFirst("(?s).*\"id\":(\\d+).*", "$1");
        admin.delete().uri("/api/admin/tokens/" + id).exchange().expectStatus().isOk();
        assertThat(status("GET /api/runner-jobs", secret)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\": \"a\"}",
                "{\"name\": \"a\", \"scopes\": []}",
                "{\"name\": \"a\", \"scopes\": [\"root\"]}",
                "{\"name\": \"a\\nb\", \"scopes\": [\"read\"]}",
                "{\"name\": \"a\", \"scopes\": [\"read\"], \"expires\": \"-1d\"}",
                "{\"name\": \"a\", \"scopes\": [\"read\"], \"expires\": \"soon\"}",
                "{\"name\": \"a\", \"scopes\": [\"read\"], \"expires\": \"99999999999d\"}",
                "{\"name\": \"a\", \"scopes\": [\"read\"], \"person\": \"a b\"}"
            })
    void aTokenThatIsNotMeantWellIsNotMade(String body) {
        client(token(Scope.ADMIN))
                .post()
                .uri("/api/admin/tokens")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    private static Set<String> routes() {
        return server
                .context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(route ->
                        route.getMethodsCondition().getMethods().stream()
                                .flatMap(method ->
                                        route.getPatternsCondition().getPatterns().stream()
                                                .map(path -> method + " " + path)))
                .collect(Collectors.toSet());
    }

    private static int status(String route, @Nullable String secret) {
        var parts = route.split(" ");
        var uri = "http://127.0.0.1:" + server.port() + parts[1].replace("{id}", "12345678");
        var request =
                HttpRequest.newBuilder(URI.create(uri))
                        .timeout(Duration.ofSeconds(30))
                        .method(parts[0], HttpRequest.BodyPublishers.noBody());
        if (secret != null) {
            request.header(HttpHeaders.AUTHORIZATION, "Bearer " + secret);
        }
        // a stream never ends: its head is enough
        try {
            var answer = HTTP.send(request.build(), BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static WebTestClient.ResponseSpec ask(String route, @Nullable String secret) {
        var parts = route.split(" ");
        return client(secret)
                .method(HttpMethod.valueOf(parts[0]))
                .uri(parts[1].replace("{id}", "12345678"))
                .exchange();
    }

    private static WebTestClient client(@Nullable String secret) {
        return secret == null
                ? server.client()
                : server.client()
                        .mutate()
                        .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + secret)
                        .build();
    }

    private static String allBut(Scope scope) {
        var rest = EnumSet.complementOf(EnumSet.of(scope));
        return token(rest.toArray(Scope[]::new));
    }

    private static String token(Scope... scopes) {
        return tokens.make(wanted(null, scopes), ADA).block().secret();
    }

    private static ApiTokens.Wanted wanted(@Nullable Duration lifetime, Scope... scopes) {
        return new ApiTokens.Wanted(
                "test", Set.copyOf(EnumSet.copyOf(Arrays.asList(scopes))), ADA, lifetime);
    }
}
