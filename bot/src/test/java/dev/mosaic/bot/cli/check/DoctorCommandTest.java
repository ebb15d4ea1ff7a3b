package dev.mosaic.bot.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.bot.cli.FakeServer;
import dev.mosaic.bot.cli.Typing;
import dev.mosaic.bot.cli.client.Api;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
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
    void everyFindingIsALineAndItsCureStandsBeneath() {
        server.json(
                "GET /api/admin/doctor",
                """
                {"well": false, "parts": [{"subject": "database", "findings": [
                  {"state": "fine", "text": "It answers."},
                  {"state": "warning", "text": "It is slow.\\u001b[2J", "cure": "Look at its disk."},
                  {"state": "trouble", "text": "It is full.", "cure": "Make room."}]}]}
                """);

        assertThat(run(Map.of(), "doctor")).isEqualTo(1);

        assertThat(typing.out())
                .isEqualTo(
                        """
                        ✓ database: It answers.
                        ! database: It is slow.[2J
                            Look at its disk.
                        ✗ database: It is full.
                            Make room.
                        """);
    }

    @Test
    void ofTheSandboxAloneOnlyItsTroubleCounts() {
        server.json(
                "GET /api/admin/doctor",
                """
                {"well": false, "parts": [
                  {"subject": "database", "findings": [
                    {"state": "trouble", "text": "It is full.", "cure": "Make room."}]},
                  {"subject": "sandbox", "findings": [
                    {"state": "warning", "text": "Not in force: a.", "cure": "Use b."}]},
                  {"subject": "sandbox docker", "findings": [
                    {"state": "fine", "text": "A trial ran."}]}]}
                """);

        assertThat(run(Map.of(), "doctor", "--sandbox")).isZero();

        assertThat(typing.out())
                .isEqualTo(
                        """
                        ! sandbox: Not in force: a.
                            Use b.
                        ✓ sandbox docker: A trial ran.
                        """);
    }

    @Test
    void aSandboxInTroubleEndsWithOne() {
        server.json(
                "GET /api/admin/doctor",
                """
                {"well": false, "parts": [{"subject": "sandbox docker", "findings": [
                  {"state": "trouble", "text": "No engine.", "cure": "Start it."}]}]}
                """);

        assertThat(run(Map.of(), "doctor", "--sandbox")).isEqualTo(1);
    }

    @Test
    void withoutTroubleItEndsWithZero() {
        server.json("GET /api/admin/doctor", "{\"well\": true, \"parts\": []}");

        assertThat(run(Map.of(), "doctor")).isZero();
    }

    @Test
    void withoutAServerItLooksAtThisMachine() {
        server.close();
        var gone = "postgres://ada:secret@127.0.0.1:1/none";

        var code =
                run(
                        Map.of("DATABASE_URL", gone, "MOSAIC_HOME", folder.toString(), "PORT", "x"),
                        "doctor");

        assertThat(code).isEqualTo(1);
        assertThat(typing.out())
                .contains("`mosaic serve`", "✓ java: Java ", " home: " + folder)
                .contains("✗ port: Port x cannot be opened.", "    End what holds it")
                .contains("✗ database: 127.0.0.1:1/none cannot be reached.")
                .doesNotContain("secret");
        assertThat(typing.err()).isEmpty();
    }

    @Test
    void forProgramsItIsJsonWithAndWithoutAServer() {
        server.close();

        run(Map.of("MOSAIC_HOME", folder.toString()), "doctor", "--json");

        assertThat(Api.parse(typing.out()).path("parts").size()).isEqualTo(5);
    }

    private int run(Map<String, String> environment, String... words) {
        var all = new HashMap<>(environment);
        all.put("MOSAIC_URL", server.url());
        return typing.run(all, words);
    }
}
