package dev.mosaic.stitcher.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.Network;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use a way out that shares its loopback with others. */
class ProxyPasswordTest extends EgressScene {
    private final ProxyPassword pass = new ProxyPassword("open sesame");

    private EgressListener guarded() {
        var listener = egress(Map.of()).open(OWNER, new Network(null, null, blocked::add), pass);
        open.add(listener::remove);
        return listener;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String connect(String headers) {
        return "CONNECT %s HTTP/1.1\r\n%s\r\n".formatted(mirror(), headers);
    }

    @Test
    void whoShowsItIsLetThrough() throws Exception {
        var shown = "Proxy-Authorization: Basic %s\r\n".formatted(encoded(pass.userInfo()));
        try (var channel = connect(guarded())) {
            write(channel, connect(shown));
            assertThat(upTo(channel, "\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        }
        assertThat(blocked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Proxy-Authorization: Basic\r\n",
                "Proxy-Authorization: Basic WRONG\r\n",
                "Proxy-Authorization: Bearer RIGHT\r\n",
                "Authorization: Basic RIGHT\r\n",
                "Proxy-Authorization: Basic RIGHT\r\nProxy-Authorization: Basic RIGHT\r\n"
            })
    void everybodyElseIsRefusedWithoutALookUpAndTold(String headers) throws Exception {
        var asked =
                headers.replace("RIGHT", encoded(pass.userInfo()))
                        .replace("WRONG", encoded("mosaic:guess"));

        assertThat(ask(guarded(), connect(asked)))
                .startsWith("HTTP/1.1 407 ")
                .contains("\r\nProxy-Authenticate: Basic realm=\"mosaic\"\r\n")
                .contains("services of .mosaic.yml reach none");

        assertThat(lookUps).hasValue(0);
        assertThat(host.visitors()).isZero();
        awaitBlocked(1);
        assertThat(blocked.getFirst().target()).isEqualTo(mirror());
    }

    @Test
    void withoutOneNobodyIsAsked() throws Exception {
        try (var channel = connect(listener(Map.of()))) {
            write(channel, connect(""));
            assertThat(upTo(channel, "\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void eachIsAnotherAndNoneIsPrinted() {
        assertThat(ProxyPassword.random()).isNotEqualTo(ProxyPassword.random());
        assertThat(pass.toString()).doesNotContain("sesame");
        assertThat(pass.isShownBy(List.of())).isFalse();
    }
}
