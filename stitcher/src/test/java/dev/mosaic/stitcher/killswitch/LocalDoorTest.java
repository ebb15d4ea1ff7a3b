package dev.mosaic.stitcher.killswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.queue.Leases.Notice;
import dev.mosaic.stitcher.queue.Leases.Stop;
import dev.mosaic.stitcher.sandbox.process.ProcessSandboxes;
import dev.mosaic.stitcher.testkit.Postgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class LocalDoorTest {
    private static final String TOKEN = "0123456789abcdef01234567";

    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path home;
    private final List<Notice> notices = new CopyOnWriteArrayList<>();
    private KillswitchScene scene;
    private LocalDoor door;

    @BeforeEach
    void open() {
        scene = new KillswitchScene(postgres, home, ProcessSandboxes.in(home.resolve("s")));
        scene.queue.leases().notices().subscribe(notices::add);
        door = door(new KillswitchSettings(TOKEN, 0));
        door.start();
    }

    @AfterEach
    void close() {
        door.stop();
    }

    @Test
    void itListsWhatRunsHereAndKillsOneByItsShortNameOrAll() throws Exception {
        var first = scene.claimed(scene.node.incarnation());
        var second = scene.claimed(scene.node.incarnation());
        var elsewhere = scene.claimed(scene.node.incarnation());
        scene.queue.leases().hold(first);
        scene.queue.leases().hold(second);

        assertThat(ask("GET", "/jobs", TOKEN, "").body())
                .contains(first.job().toString(), second.job().toString(), scene.node.id())
                .doesNotContain(elsewhere.job().toString());

        var one = ask("POST", "/kill/" + first.job().abbreviated(), TOKEN, "{\"reason\":\"fire\"}");
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(one.body()).contains("\"audit\":\"kept\"", "\"survivors\":[]");
        assertThat(notices).containsExactly(new Notice(first, Stop.KILLED));
        assertThat(scene.spool.all())
                .singleElement()
                .returns("fire", Spool.Kept::reason)
                .returns(first, Spool.Kept::lease);

        assertThat(ask("POST", "/kill-all", TOKEN, "").body()).contains(second.job().toString());
        assertThat(notices).contains(new Notice(second, Stop.KILLED)).hasSize(2);
    }

    @Test
    void nothingIsKilledForTheWrongTokenOrABodyThatCannotBeRead() throws Exception {
        var lease = scene.claimed(scene.node.incarnation());
        scene.queue.leases().hold(lease);

        for (var token : List.of("", "wrong", TOKEN + "0", TOKEN.toUpperCase())) {
            assertThat(ask("POST", "/kill-all", token, "").statusCode()).isEqualTo(401);
            assertThat(ask("GET", "/jobs", token, "").statusCode()).isEqualTo(401);
        }
        assertThat(ask("POST", "/kill-all", TOKEN, "{").statusCode()).isEqualTo(400);
        assertThat(ask("POST", "/kill-all", TOKEN, "x".repeat(100_000)).statusCode())
                .isEqualTo(400);

        assertThat(notices).isEmpty();
        assertThat(scene.spool.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /",
        "GET, /kill-all",
        "POST, /jobs",
        "PUT, /kill-all",
        "POST, /kill/12345678"
    })
    void whatIsNotThereSaysWhatIs(String method, String path) throws Exception {
        var answer = ask(method, path, TOKEN, "");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("GET /jobs");
    }

    @Test
    void aKillIsNotHeldUpByADiskThatTakesNothing() throws Exception {
        var lease = scene.claimed(scene.node.incarnation());
        scene.queue.leases().hold(lease);
        Files.createFile(home.resolve("killswitch"));

        var answer = ask("POST", "/kill-all", TOKEN, "");

        assertThat(answer.body()).contains("not kept, because the disk does not take it");
        assertThat(notices).containsExactly(new Notice(lease, Stop.KILLED));
    }

    @Test
    void withoutATokenThereIsNoDoor() {
        var none = door(new KillswitchSettings("", 0));

        none.start();

        assertThat(none.isRunning()).isFalse();
        assertThat(none.port()).isZero();
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsSetting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var second = door(new KillswitchSettings(TOKEN, taken.getLocalPort()));

            assertThatThrownBy(second::start)
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("mosaic.killswitch.port");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "0123456789 0123456789 0123456789", "0123456789012345678901é"})
    void aTokenThatIsTooWeakIsRefused(String token) {
        assertThatThrownBy(() -> new KillswitchSettings(token, 0))
                .hasMessageContaining("mosaic.killswitch.token")
                .hasMessageNotContaining(token);
    }

    @Test
    void theTokenIsNotInTheSettingsText() {
        assertThat(new KillswitchSettings(TOKEN, 1).toString()).doesNotContain(TOKEN);
        assertThatThrownBy(() -> new KillswitchSettings("", 70_000))
                .hasMessageContaining("mosaic.killswitch.port");
    }

    private LocalDoor door(KillswitchSettings settings) {
        return new LocalDoor(
                settings,
                scene.kills,
                scene.queue.leases(),
                scene.node,
                JsonMapper.builder().build());
    }

    private HttpResponse<String> ask(String method, String path, String token, String body)
            throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
