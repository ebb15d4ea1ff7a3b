package dev.mosaic.stitcher.sandbox.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A registry on the loopback with one image that is asked for by its digest. */
final class ImageServer implements AutoCloseable {
    private static final String TYPE = "application/vnd.docker.%s";

    private final HttpServer server;
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final String digest;

    /**
     * @param layer files of the image, as tar
     */
    ImageServer(byte[] layer) throws IOException {
        var packed = zipped(layer);
        var config =
                json(
                        """
                        {"architecture": "amd64", "os": "linux", "config": {},
                         "rootfs": {"type": "layers", "diff_ids": ["%s"]}}
                        """
                                .formatted(digest(layer)));
        digest =
                keep(
                        json(
                                """
                                {"schemaVersion": 2, "mediaType": "%s",
                                 "config": {"mediaType": "%s", "size": %d, "digest": "%s"},
                                 "layers": [{"mediaType": "%s", "size": %d, "digest": "%s"}]}
                                """
                                        .formatted(
                                                TYPE.formatted("distribution.manifest.v2+json"),
                                                TYPE.formatted("container.image.v1+json"),
                                                config.length,
                                                keep(config),
                                                TYPE.formatted("image.rootfs.diff.tar.gzip"),
                                                packed.length,
                                                keep(packed))));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/", this::answer);
        server.start();
    }

    /** As an engine takes it. */
    String reference() {
        return "127.0.0.1:%d/box@%s".formatted(server.getAddress().getPort(), digest);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var asked = path.substring(path.lastIndexOf('/') + 1);
            var found = path.equals("/v2/") ? json("{}") : blobs.get(asked);
            if (found == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders()
                    .set(
                            "Content-Type",
                            path.contains("/manifests/")
                                    ? TYPE.formatted("distribution.manifest.v2+json")
                                    : "application/octet-stream");
            exchange.getResponseHeaders().set("Docker-Content-Digest", asked);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", "" + found.length);
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.sendResponseHeaders(200, found.length);
            exchange.getResponseBody().write(found);
        }
    }

    private String keep(byte[] blob) {
        var name = digest(blob);
        blobs.put(name, blob);
        return name;
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }

    private static String digest(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
