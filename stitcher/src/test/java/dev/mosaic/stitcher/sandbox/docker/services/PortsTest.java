package dev.mosaic.stitcher.sandbox.docker.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
    @Test
    void whatIsPrintedIsRead() {
        assertThat(Ports.listening(" 1538 18EB 1538\n")).containsExactlyInAnyOrder(5432, 6379);
        assertThat(Ports.listening("")).isEmpty();
        assertThat(Ports.listening("nonsense 12345 -1 1538")).containsExactly(5432);
        assertThat(Ports.arguments(List.of(5432, 1024))).containsExactly("1538", "0400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::"})
    @EnabledOnOs(OS.LINUX)
    void whoListensIsSeenOnWhateverAddress(String address) throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getByName(address))) {
            assertThat(look(server.getLocalPort())).contains(server.getLocalPort());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whoIsConnectedOrWasDoesNotListen() throws Exception {
        int ours;
        int theirs;
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            ours = server.getLocalPort();
            theirs = client.getLocalPort();
            assertThat(look(ours)).contains(ours).doesNotContain(theirs);
        }
        assertThat(look(ours)).doesNotContain(ours, theirs);
    }

    private static Set<Integer> look(int port) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", Ports.SCRIPT, "sh"));
        command.addAll(Ports.arguments(List.of(port)));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var printed = process.getInputStream()) {
            return Ports.listening(new String(printed.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
