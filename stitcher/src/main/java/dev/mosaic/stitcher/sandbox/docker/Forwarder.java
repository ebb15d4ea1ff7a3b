package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.profile.Role;
import dev.mosaic.stitcher.sandbox.egress.EgressListener;
import java.util.List;
import java.util.Map;

/**
 * The container beside one with a network, whose loopback they share, and the way out that it leads
 * to.
 */
record Forwarder(OpenContainer container, EgressListener listener) {
    private static final String ADDRESS = "http://127.0.0.1:" + Role.PORT;
    private static final String LOOPBACK = "localhost,127.0.0.1,::1";

    /** What tells programs of it. */
    static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "HTTP_PROXY", ADDRESS,
                    "HTTPS_PROXY", ADDRESS,
                    "ALL_PROXY", ADDRESS,
                    "NO_PROXY", LOOPBACK,
                    "http_proxy", ADDRESS,
                    "https_proxy", ADDRESS,
                    "all_proxy", ADDRESS,
                    "no_proxy", LOOPBACK);

    /** As commands reach it. */
    static String address() {
        return ADDRESS;
    }

    /** Cuts off all connections, at once. */
    void cut() {
        listener.close();
    }

    /** As {@link OpenContainer#kill()}. */
    List<String> kill() {
        return container.kill();
    }

    /** Removes it and the socket. */
    void remove() {
        container.remove();
        listener.remove();
    }
}
