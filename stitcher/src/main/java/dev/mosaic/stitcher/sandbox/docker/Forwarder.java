package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.profile.Role;
import dev.mosaic.stitcher.sandbox.egress.EgressListener;
import dev.mosaic.stitcher.sandbox.egress.ProxyPassword;
import java.util.List;
import java.util.Map;

/**
 * The container beside one with a network, whose loopback they share, and the way out that it leads
 * to.
 */
record Forwarder(OpenContainer container, EgressListener listener) {
    private static final String SERVER = "127.0.0.1:" + Role.PORT;
    private static final String ADDRESS = "http://" + SERVER;
    private static final String LOOPBACK = "localhost,127.0.0.1,::1";

    /** What tells programs of it. */
    static final Map<String, String> ENVIRONMENT = environment(ADDRESS);

    /** What tells those that have a pass. */
    static Map<String, String> environment(ProxyPassword pass) {
        return environment("http://%s@%s".formatted(pass.userInfo(), SERVER));
    }

    private static Map<String, String> environment(String proxy) {
        return Map.of(
                "HTTP_PROXY", proxy,
                "HTTPS_PROXY", proxy,
                "ALL_PROXY", proxy,
                "NO_PROXY", LOOPBACK,
                "http_proxy", proxy,
                "https_proxy", proxy,
                "all_proxy", proxy,
                "no_proxy", LOOPBACK);
    }

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
