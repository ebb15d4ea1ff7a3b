package dev.mosaic.bot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.stitcher.testkit.FreePorts;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private final Typing typing = new Typing();
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"status", "jobs", "watch 1", "logs 1", "cancel 1", "retry 1", "fix 1"})
    void withoutAServerEveryClientSaysHowToStartOne(String words) throws IOException {
        server.close();
        assertThat(run(words.split(" "))).isEqualTo(3);
        assertThat(typing.err()).contains("`mosaic serve`").contains("MOSAIC_URL=");
        assertThat(typing.err()).doesNotContain("\tat ");
    }

    @Test
    void thePortOfTheEnvironmentIsWhereClientsLook() {
        var free = FreePorts.next();
        assertThat(typing.run(Map.of("PORT", "" + free), "status")).isEqualTo(3);
        assertThat(typing.err()).contains("http://127.0.0.1:" + free);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:3001", "ftp://somewhere", "http://", "http://a b"})
    void anAddressThatIsNoneIsRefused(String url) {
        assertThat(typing.run(Map.of("MOSAIC_URL", url), "status")).isIn(1, 3);
        assertThat(typing.err()).contains("MOSAIC_URL").doesNotContain("bug");
    }

    @Test
    void aProblemIsToldInTheWordsOfTheServer() {
        server.on(
                "GET /api/runner-jobs?limit=20&status=odd",
                400,
                "application/problem+json",
                "{\"detail\":\"The parameter `status` cannot be odd.\",\"hint\":\"It is one of X.\"}");

        assertThat(run("jobs", "--status", "odd")).isEqualTo(1);
        assertThat(typing.err())
                .isEqualTo("mosaic: The parameter `status` cannot be odd. It is one of X.\n");
    }

    @Test
    void somebodyElsesServerIsNotTakenForMosaic() {
        server.on("GET /health", 200, "text/html", "<html>hello</html>");

        assertThat(run("status")).isEqualTo(1);
        assertThat(typing.err()).contains("is not Mosaic");
    }

    @Test
    void anUnhealthyServerSaysWhy() {
        server.on(
                "GET /health",
                503,
                "application/json",
                "{\"status\":\"unhealthy\",\"reason\":\"The database did not answer.\"}");

        assertThat(run("status")).isEqualTo(1);
        assertThat(typing.err()).contains("The database did not answer.");
    }

    @Test
    void jsonIsWhatTheServerSaid() {
        server.json("GET /api/runner-jobs?limit=20", "{\"jobs\":[],\"next\":null}");

        assertThat(run("jobs", "--json")).isZero();
        assertThat(Api.parse(typing.out()).path("jobs").isArray()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wobble",
                "fix",
                "jobs --limit many",
                "status a b",
                "serve extra",
                "bench",
                "bench kill --kills 0"
            })
    void whatIsNotUnderstoodIsExitCodeTwo(String words) {
        assertThat(run(words.split(" "))).isEqualTo(2);
        assertThat(typing.err()).isNotBlank();
    }

    @Test
    void helpNamesEveryCommandAndExitCode() {
        assertThat(run("--help")).isZero();
        assertThat(typing.out())
                .containsSubsequence("serve", "demo", "fix", "status", "jobs", "watch", "logs")
                .containsSubsequence("logs", "diff", "approve", "reject", "say", "cancel", "retry")
                .containsSubsequence("retry", "scan", "token", "prices", "doctor", "bench")
                .containsSubsequence("bench", "MOSAIC_HOME")
                .contains("MOSAIC_URL")
                .containsPattern("70\\s+a bug in Mosaic");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "demo",
                "fix",
                "status",
                "jobs",
                "watch",
                "logs",
                "diff",
                "approve",
                "reject",
                "say",
                "cancel",
                "retry",
                "scan",
                "token",
                "token create",
                "token list",
                "token revoke",
                "prices",
                "prices list",
                "prices set",
                "doctor",
                "bench",
                "bench spawn",
                "bench kill"
            })
    void everyCommandExplainsItself(String command) {
        assertThat(run((command + " --help").split(" "))).as(typing.err()).isZero();
        assertThat(typing.out()).startsWith("Usage: mosaic " + command + " [-h");
    }

    @Test
    void versionIsPrinted() {
        assertThat(run("--version")).isZero();
        assertThat(typing.out()).startsWith("mosaic ");
    }

    private int run(String... args) {
        return typing.run(Map.of("MOSAIC_URL", server.url()), args);
    }
}
