package dev.mosaic.stitcher.sandbox.docker.profile;

import dev.mosaic.stitcher.sandbox.egress.EgressListener;
import java.util.List;

/**
 * What a container does, and with whom it shares a network.
 *
 * @param name of the container; it holds the epoch, so that an older owner never meets a newer one
 * @param imageId the image as the engine has it, after its digest was compared
 * @param network as the engine takes it
 * @param footing where its processes begin
 */
public record Role(
        String name,
        String imageId,
        List<String> entrypoint,
        List<String> command,
        String network,
        Footing footing) {
    /** Where a forwarder listens, on a loopback that it shares with the commands alone. */
    public static final int PORT = 3128;

    private static final String SHARED = "container:";
    private static final String SOCKETS = "/mosaic";

    /** No device but a loopback of its own. */
    private static final String NONE = "none";

    /** Does nothing of its own, and ends by itself when everybody forgot it. */
    private static Role waiting(String name, String imageId, String network) {
        return new Role(
                name, imageId, List.of("sleep"), List.of("86400"), network, Footing.WORK_FOLDER);
    }

    /** Of commands that reach nothing. */
    public static Role alone(String name, String imageId) {
        return waiting(name, imageId, NONE);
    }

    /** Of commands that reach what a forwarder, by its id, passes on. */
    public static Role beside(String forwarder, String name, String imageId) {
        return waiting(name, imageId, SHARED + forwarder);
    }

    /** Of a forwarder to the socket in its folder; has no network of its own either. */
    public static Role forwarder(String name, String imageId, int connections) {
        return new Role(
                name,
                imageId,
                List.of("socat"),
                List.of(
                        // an answer may still come to whoever said all; the proxy ends what is idle
                        "-t",
                        "600",
                        "TCP4-LISTEN:%d,bind=127.0.0.1,reuseaddr,fork,backlog=64,max-children=%d"
                                .formatted(PORT, connections),
                        "UNIX-CONNECT:%s/%s".formatted(SOCKETS, EgressListener.SOCKET)),
                NONE,
                new Footing.At(SOCKETS));
    }

    /** Of a service on the loopback of another container, by its id. @param argv what it runs */
    public static Role service(
            String holder, String name, String imageId, List<String> argv, Footing footing) {
        return new Role(
                name,
                imageId,
                List.of(argv.getFirst()),
                argv.subList(1, argv.size()),
                SHARED + holder,
                footing);
    }

    boolean sharesNetwork() {
        return network.startsWith(SHARED);
    }
}
