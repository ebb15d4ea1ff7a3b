package dev.mosaic.stitcher.sandbox.docker.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an engine is asked, and what is made of its answers. */
@Isolated("sets a system property")
class DaemonTest {
    private static final String PINS = "api.version";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer engine;
    private int status;
    private String message;

    @BeforeEach
    void begin() throws IOException {
        engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.createContext("/", this::answer);
        engine.start();
    }

    @AfterEach
    void end() {
        System.clearProperty(PINS);
        engine.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        asked.add(path);
        var isFine = path.endsWith("/info") || path.endsWith("/version");
        var text =
                isFine
                        ? "{\"DockerRootDir\": \"/where/data/is\", \"ApiVersion\": \"1.52\"}"
                        : "{\"message\":\"%s\"}\n".formatted(message);
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(isFine ? 200 : status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Daemon daemon() {
        return new Daemon("tcp://127.0.0.1:" + engine.getAddress().getPort());
    }

    /** Docker 29 refuses all versions before 1.44, and answers who names none. */
    @Test
    void whatOtherProgramsToldTheLibraryPinsNoOldVersionOfTheApi() throws Exception {
        System.setProperty(PINS, "1.24");

        var version = daemon().ask("version", client -> client.versionCmd().exec());

        assertThat(version.getApiVersion()).isEqualTo("1.52");
        assertThat(asked).containsExactly("/version");
    }

    @ParameterizedTest
    @CsvSource({
        "500, write /where/data/is/overlay2/link: no space left on device",
        "400, OCI runtime create failed: write /run/x: No space left on device",
        "500, mkdir /where/data/is/x: disk quota exceeded"
    })
    void anEngineWithoutRoomIsAskedLaterAndItsDataIsNamed(int status, String message) {
        this.status = status;
        this.message = message;

        assertThatThrownBy(() -> daemon().ask("start", DaemonTest::start))
                .isInstanceOf(Failure.Later.class)
                .hasMessageContaining(message)
                .hasMessageContaining("`/where/data/is`")
                .hasMessageContaining("docker system prune");
    }

    @Test
    void whatAnEngineRefusesStaysRefused() {
        status = 400;
        message = "invalid mount";

        assertThatThrownBy(() -> daemon().ask("start", DaemonTest::start))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("invalid mount");
    }

    private static boolean start(DockerClient client) {
        client.startContainerCmd("some").exec();
        return true;
    }
}
