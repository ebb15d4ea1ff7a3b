package dev.mosaic.stitcher.killswitch;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The door of each node that works without the database.
 *
 * @param token what opens it, at least 24 visible ASCII characters; empty: there is no such door
 * @param port where it is, on this machine alone; 0 for any that is free
 */
@ConfigurationProperties("mosaic.killswitch")
public record KillswitchSettings(@DefaultValue("") String token, @DefaultValue("3911") int port) {
    private static final int SHORTEST = 24;

    public KillswitchSettings {
        if (!token.isEmpty()
                && (token.length() < SHORTEST
                        || !token.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
            throw new IllegalArgumentException(
                    "mosaic.killswitch.token is at least %d visible ASCII characters; `openssl rand -hex 24` makes one"
                            .formatted(SHORTEST));
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("mosaic.killswitch.port is 0 to 65535, not " + port);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "KillswitchSettings[port=%d]".formatted(port);
    }
}
