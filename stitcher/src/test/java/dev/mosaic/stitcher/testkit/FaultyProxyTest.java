package dev.mosaic.stitcher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.testkit.FaultyProxy.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behind the proxy stands a server that gives back every byte. */
class FaultyProxyTest {
    private ServerSocket echo;
    private FaultyProxy proxy;

    @BeforeEach
    void begin() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy = new FaultyProxy(echo.getLocalPort());
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void healthyItPassesEverything() throws IOException {
        try (var client = connect()) {
            client.getOutputStream().write("hello".getBytes());
            assertThat(client.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes());
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void inABlackHoleNothingArrivesUntilItIsOver() throws IOException {
        try (var client = connect()) {
            assertThat(answer(client, 1)).isEqualTo(1);
            proxy.become(new Fault.Blackhole());

            client.getOutputStream().write(2);
            client.setSoTimeout(200);
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);

            proxy.become(new Fault.None());
            client.setSoTimeout(20_000);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void aDelayTakesItsTime() throws IOException {
        try (var client = connect()) {
            assertThat(answer(client, 1)).isEqualTo(1);
            proxy.become(new Fault.Delay(Duration.ofMillis(150)));

            var begun = System.nanoTime();
            assertThat(answer(client, 2)).isEqualTo(2);

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void aResetIsNoOrderlyEnd() throws IOException {
        try (var client = connect()) {
            assertThat(answer(client, 1)).isEqualTo(1);
            proxy.resetAll();

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class);
        }
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void whileItResetsNoByteComesThrough() throws IOException {
        proxy.become(new Fault.Reset());
        try (var client = connect()) {
            assertThatThrownBy(() -> answer(client, 1)).isInstanceOf(SocketException.class);
        }

        proxy.become(new Fault.None());
        try (var client = connect()) {
            assertThat(answer(client, 2)).isEqualTo(2);
        }
    }

    @Test
    void halfClosedTheAnswersEndAndRequestsCanStillBeSent() throws IOException {
        try (var client = connect()) {
            assertThat(answer(client, 1)).isEqualTo(1);
            client.getOutputStream().write(2);
            assertThat(client.getInputStream().read()).isEqualTo(2);
            proxy.become(new Fault.HalfClose());

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            client.getOutputStream().write(3);
        }
    }

    private Socket connect() throws IOException {
        var client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(20_000);
        return client;
    }

    private static int answer(Socket client, int number) throws IOException {
        client.getOutputStream().write(number);
        return client.getInputStream().read();
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                var client = echo.accept();
                Thread.ofVirtual().start(() -> giveBack(client));
            } catch (IOException _) {
                // closed
            }
        }
    }

    private static void giveBack(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException _) {
            // reset, which is what some tests are about
        }
    }
}
