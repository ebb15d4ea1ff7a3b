package dev.mosaic.bot.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.bot.cli.FakeServer;
import dev.mosaic.bot.cli.Typing;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.testkit.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TokenCommandTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Typing typing = new Typing();
    private FakeServer server;

    @TempDir private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aNewTokenAloneIsOnTheOutputSoThatItCanGoIntoAFile() {
        server.json("POST /api/admin/tokens", "{\"id\":7,\"token\":\"mosaic_abc\"}");

        var code = run(Map.of(), "token", "create", "--name", "ci", "--scope", "read,kill");

        assertThat(code).isZero();
        assertThat(typing.out()).isEqualTo("mosaic_abc\n");
        assertThat(typing.err()).contains("Token 7", "only now");
        assertThat(server.requests().getFirst().body())
                .isEqualTo("{\"name\":\"ci\",\"scopes\":[\"read\",\"kill\"]}");
    }

    @Test
    void theTokenOfTheEnvironmentOrOfAFileIsSentWithEveryRequest() throws IOException {
        server.json("GET /api/admin/tokens?limit=200", "{\"tokens\":[]}");
        var file = Files.writeString(folder.resolve("token"), "mosaic_file\n");

        run(Map.of("MOSAIC_TOKEN", "mosaic_variable"), "token", "list");
        run(Map.of("MOSAIC_TOKEN", "x"), "token", "list", "--token-file", file.toString());
        run(Map.of(), "token", "list");

        assertThat(server.requests())
                .extracting(FakeServer.Request::authorization)
                .containsExactly("Bearer mosaic_variable", "Bearer mosaic_file", "");
    }

    @Test
    void aTokenFileThatIsNotThereIsToldWithItsName() {
        assertThat(run(Map.of(), "token", "list", "--token-file", "/nowhere/token")).isEqualTo(1);
        assertThat(typing.err()).contains("/nowhere/token");
    }

    @Test
    void aListIsHarmlessForTheTerminalAndARevokedTokenIsNamed() {
        server.json(
                        "GET /api/admin/tokens?limit=200",
                        """
                        {"tokens":[{"id":3,"name":"ci\\u001b[2J","scopes":["read"],"person":"ada",
                         "expiresAt":"2027-01-01T00:00:00Z"}],"next":"abc"}
                        """)
                .json("DELETE /api/admin/tokens/3", "{\"id\":3,\"name\":\"ci\"}");

        assertThat(run(Map.of(), "token", "list")).isZero();
        assertThat(run(Map.of(), "token", "revoke", "3")).isZero();

        assertThat(typing.out())
                .contains("   3  ci[2J  read  as ada  never used, good until 2027")
                .contains("--cursor abc")
                .contains("Token 3 (ci) opens nothing any more");
    }

    @Test
    void theFirstTokenCanBeMadeWithoutAServer() {
        server.close();

        var code =
                run(
                        Map.of("DATABASE_URL", postgres.url()),
                        "token",
                        "create",
                        "--direct",
                        "--name",
                        "first",
                        "--scope",
                        "admin",
                        "--person",
                        "ada");

        assertThat(code).as(typing.err()).isZero();
        var shown = new ApiTokens(postgres.client()).show(typing.out().strip()).block();
        assertThat(shown)
                .isInstanceOfSatisfying(
                        ApiTokens.Shown.Valid.class,
                        valid -> assertThat(valid.token().actor().name()).isEqualTo("ada"));
    }

    @Test
    void withoutADatabaseItSaysWhatIsMissing() {
        var words = new String[] {"token", "create", "--direct", "--name", "a", "--scope", "admin"};
        assertThat(run(Map.of(), words)).isEqualTo(1);
        assertThat(typing.err()).contains("DATABASE_URL");
        var gone = "postgres://nobody:secret@127.0.0.1:1/none";
        assertThat(run(Map.of("DATABASE_URL", gone), words)).isEqualTo(1);
        assertThat(typing.err()).contains("could not be written").doesNotContain("secret");
    }

    @Test
    void aTokenCommandAloneIsExitCodeTwo() {
        assertThat(run(Map.of(), "token")).isEqualTo(2);
        assertThat(typing.err()).contains("create, list or revoke");
    }

    private int run(Map<String, String> environment, String... words) {
        var all = new HashMap<>(environment);
        all.put("MOSAIC_URL", server.url());
        return typing.run(all, words);
    }
}
