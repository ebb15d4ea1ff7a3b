package dev.mosaic.bot.cli.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.bot.cli.FakeServer;
import dev.mosaic.bot.cli.Typing;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PricesCommandTest {
    private static final String PRICE =
            """
            {"id":7,"model":"one/m\\u001b[2J","input":3.00,"output":15,"cacheRead":0.30,"cacheWrite":3.75,
             "since":"2027-01-01T00:00:00Z","state":"AHEAD","source":"PERSON","setBy":"ada",
             "addedAt":"2026-01-01T00:00:00Z"}
            """;

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

    @Test
    void pricesAreListedHarmlessForTheTerminal() {
        server.json(
                "GET /api/admin/prices?limit=200&model=one%2Fm",
                "{\"prices\":[%s],\"next\":\"abc\"}".formatted(PRICE));

        assertThat(run("prices", "list", "one/m")).isZero();

        assertThat(typing.out())
                .contains(
                        "ahead     one/m[2J  input 3, output 15, cache read 0.3, cache write 3.75")
                .contains("since 2027-01-01T00:00:00Z, by ada")
                .contains("--cursor abc");
    }

    @Test
    void aPriceIsSetWithWhatWasSaidAndNothingElse() {
        server.on("POST /api/admin/prices", 201, "application/json", PRICE);

        var words =
                new String[] {
                    "prices", "set", "one/m", "--input", "3", "--output", "0", "--since", "soon"
                };
        assertThat(run(words)).as(typing.err()).isZero();

        assertThat(server.requests().getFirst().body())
                .isEqualTo("{\"model\":\"one/m\",\"input\":3,\"output\":0,\"since\":\"soon\"}");
        assertThat(typing.out()).startsWith("ahead");
    }

    @Test
    void bothSpeakJson() {
        server.json("GET /api/admin/prices?limit=200", "{\"prices\":[],\"next\":null}")
                .on("POST /api/admin/prices", 201, "application/json", PRICE);

        assertThat(run("prices", "list", "--json")).isZero();
        assertThat(run("prices", "set", "one/m", "--input", "3", "--output", "1", "--json"))
                .isZero();

        assertThat(typing.out()).contains("\"prices\"").contains("\"setBy\" : \"ada\"");
    }

    @Test
    void whatIsMissingIsExitCodeTwo() {
        assertThat(run("prices")).isEqualTo(2);
        assertThat(run("prices", "set", "one/m", "--input", "3")).isEqualTo(2);
        assertThat(run("prices", "set", "one/m", "--input", "x", "--output", "1")).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    private int run(String... words) {
        return typing.run(Map.of("MOSAIC_URL", server.url()), words);
    }
}
