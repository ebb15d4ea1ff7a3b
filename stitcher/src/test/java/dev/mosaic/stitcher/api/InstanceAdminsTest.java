package dev.mosaic.stitcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.access.Scope;
import dev.mosaic.stitcher.testkit.Postgres;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** The scope of a token is not enough where only those may go who run the instance. */
class InstanceAdminsTest {
    private static final Actor MALLORY = new Actor("local", ApiServer.MALLORY);

    @RegisterExtension static final Postgres postgres = new Postgres();

    private static ApiServer server;
    private static String token;

    private record Route(HttpMethod method, String path) {}

    @BeforeAll
    static void start() {
        server = ApiServer.over(postgres, Map.of());
        var wanted = new ApiTokens.Wanted("all", EnumSet.allOf(Scope.class), MALLORY, null);
        token = new ApiTokens(postgres.client()).make(wanted, MALLORY).block().secret();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void noRouteForThemLetsAnybodyElseThrough() {
        assertThat(routes()).hasSizeGreaterThan(5).allSatisfy(InstanceAdminsTest::refuses);
    }

    private static Stream<Route> routes() {
        return server
                .context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(info ->
                        info.getMethodsCondition().getMethods().stream()
                                .flatMap(method ->
                                        info.getPatternsCondition().getPatterns().stream()
                                                .map(path ->
                                                        new Route(
                                                                HttpMethod.valueOf(method.name()),
                                                                path.getPatternString()))))
                .filter(route -> route.path().startsWith("/api/admin/"));
    }

    private static void refuses(Route route) {
        var request =
                server.client()
                        .method(route.method())
                        .uri(route.path().replaceAll("\\{\\w+}", "1"))
                        .headers(headers -> headers.setBearerAuth(token));
        if (route.method() == HttpMethod.POST) {
            request.contentType(MediaType.APPLICATION_JSON)
                    .bodyValue(
                            route.path().endsWith("/prices")
                                    ? "{\"model\":\"some/model\",\"input\":1,\"output\":1}"
                                    : "{\"name\":\"more\",\"scopes\":[\"admin\"]}");
        }
        request.exchange()
                .expectStatus()
                .isForbidden()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("Mallory may do nothing here.")
                .jsonPath("$.hint")
                .isNotEmpty();
    }
}
