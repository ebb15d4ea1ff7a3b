package dev.mosaic.stitcher.api.edge;

import dev.mosaic.stitcher.api.ApiSettings;
import java.net.InetAddress;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Binds the server to this machine unless an address is set, and refuses to start it on an address
 * that others can reach as long as it asks for no token: whoever reaches the port would act as the
 * local user.
 */
@Component
final class LoopbackBinding
        implements WebServerFactoryCustomizer<ConfigurableReactiveWebServerFactory>, Ordered {
    private final ServerProperties server;
    private final ApiSettings settings;
    private final String managementPort;

    LoopbackBinding(
            ServerProperties server,
            ApiSettings settings,
            @Value("${management.server.port:}") String managementPort) {
        this.server = server;
        this.settings = settings;
        this.managementPort = managementPort;
    }

    @Override
    public void customize(ConfigurableReactiveWebServerFactory factory) {
        if (!managementPort.isBlank()) {
            throw new InvalidConfigurationPropertyValueException(
                    "management.server.port",
                    managementPort,
                    "a port of its own would not be guarded as the server's is. Leave it out:"
                            + " health and metrics are at /actuator on the server's port.");
        }
        var address = server.getAddress();
        if (address == null) {
            factory.setAddress(InetAddress.getLoopbackAddress());
        } else if (!address.isLoopbackAddress() && settings.auth() == ApiSettings.Auth.LOCAL) {
            throw new InvalidConfigurationPropertyValueException(
                    "server.address",
                    address.getHostAddress(),
                    "requests need no token, so whoever reaches the port could start and stop jobs"
                            + " as you. Make a token with `mosaic token create` and set"
                            + " mosaic.api.auth=token (MOSAIC_API_AUTH=token), or set server.address"
                            + " to 127.0.0.1.");
        }
    }

    /** After the customizer that applies {@code server.*}, so that this one has the last word. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
