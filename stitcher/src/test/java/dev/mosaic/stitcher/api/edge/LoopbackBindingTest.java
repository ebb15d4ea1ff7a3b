package dev.mosaic.stitcher.api.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.api.ApiSettings;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

class LoopbackBindingTest {
    @Test
    void withoutAnAddressItIsThisMachine() {
        var factory = new NettyReactiveWebServerFactory();

        new LoopbackBinding(new ServerProperties(), settings(), "").customize(factory);

        assertThat(factory.getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::"})
    void theServerDoesNotStartWhereOthersCouldReachIt(String address) {
        assertThatThrownBy(() -> ApiServer.edge(Map.of("server.address", address), _ -> {}).close())
                .rootCause()
                .hasMessageContaining("server.address")
                .hasMessageContaining("requests need no token")
                .hasMessageContaining("mosaic.api.auth=token")
                .hasMessageContaining("127.0.0.1");
    }

    @Test
    void whoAsksForTokensMayBeReachedByOthers() {
        var open = Map.of("server.address", "0.0.0.0", "mosaic.api.auth", "token");

        try (var server = ApiServer.edge(open, _ -> {})) {
            assertThat(server.port()).isPositive();
        }
    }

    private static ApiSettings settings() {
        return new Binder(new MapConfigurationPropertySource())
                .bindOrCreate("mosaic.api", ApiSettings.class);
    }

    @Test
    void theServerStartsOnALoopbackAddress() {
        try (var server = ApiServer.edge(Map.of("server.address", "127.0.0.1"), _ -> {})) {
            assertThat(server.port()).isPositive();
        }
    }

    @Test
    void healthAndMetricsGetNoPortOfTheirOwnWhereNothingGuardsThem() {
        assertThatThrownBy(() ->
                        ApiServer.edge(Map.of("management.server.port", "0"), _ -> {}).close())
                .rootCause()
                .hasMessageContaining("management.server.port")
                .hasMessageContaining("/actuator");
    }
}
