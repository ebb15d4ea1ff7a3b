package dev.mosaic.stitcher.sandbox.egress;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * The way of one run to its model, and to nothing else of this node. One request for each
 * connection, which is read here and asked anew: what the node gets to see has the framing and the
 * address that are made here. Whoever closes the connection before the answer is gone, and the call
 * ends.
 */
final class ModelWay {
    /** Where the model proxy of a node is. */
    static final String ROOT = "/llm/";

    private static final Pattern BELOW =
            Pattern.compile("(?:/[A-Za-z0-9_-]++)++(?:\\?[A-Za-z0-9_=&.-]{0,200})?");
    private static final Set<String> THERE =
            Set.of(
                    "accept",
                    "accept-encoding",
                    "authorization",
                    "content-type",
                    "user-agent",
                    "x-api-key");
    private static final Pattern THERE_TOO =
            Pattern.compile("(?:anthropic|openai|x-stainless)-[a-z0-9-]+");
    private static final Set<String> NOT_BACK =
            Set.of(
                    "connection",
                    "content-length",
                    "keep-alive",
                    "set-cookie",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");
    private static final int PIECE = 16 * 1024;

    private final URI base;
    private final HttpClient client;
    private final Duration idle;

    /**
     * @param base as this machine reaches it, with the run's token
     */
    ModelWay(URI base, HttpClient client, Duration idle) {
        this.base = base;
        this.client = client;
        this.idle = idle;
        if (!"http".equals(base.getScheme())
                || base.getHost() == null
                || !base.getRawPath().startsWith(ROOT)
                || base.getRawPath().length() == ROOT.length()) {
            throw new IllegalArgumentException(
                    "the way to a model is to be http and below %s; leave mosaic.model.proxy-url empty where agents run in containers"
                            .formatted(ROOT));
        }
    }

    /** Whether it is for this way at all. */
    static boolean takes(String target) {
        return target.startsWith(ROOT);
    }

    /** Asks, and streams the answer back. */
    void pass(Head head, Wire wire, Visit visit) throws IOException {
        var body = new Body(head, wire);
        var request = request(head, body);
        if (head.all("expect").stream().anyMatch(it -> it.equalsIgnoreCase("100-continue"))) {
            wire.write("HTTP/1.1 100 Continue\r\n\r\n");
        }
        var asked = client.sendAsync(request, BodyHandlers.ofInputStream());
        visit.endsWith(() -> {
            asked.cancel(true);
            asked.thenAccept(ModelWay::letGo);
        });
        body.ended()
                .thenRun(() -> {
                    // the model takes its time, and its own proxy sees to the end of it
                    visit.patience().lastForever();
                    Thread.ofVirtual().name("egress-gone").start(() -> endWhenGone(wire, visit));
                });
        try {
            answer(head, asked.join(), wire, visit);
        } catch (CompletionException | CancellationException e) {
            if (body.isBroken()) {
                throw Refused.malformed("The body of the request is not as HTTP/1.1 has them.");
            }
            throw new Refused(
                    Refused.Kind.AWAY,
                    ROOT,
                    "The model proxy of this server did not answer; its log says why. mosaic.model.proxy-url is to be empty where agents run in containers.");
        }
    }

    private HttpRequest request(Head head, Body body) {
        var target = head.target();
        var path = base.getRawPath();
        if (!target.startsWith(path) || !BELOW.matcher(target.substring(path.length())).matches()) {
            throw new Refused(
                    Refused.Kind.BLOCKED,
                    ROOT,
                    "Only the paths of this run's own model are here, below the address that it was given.");
        }
        var request =
                HttpRequest.newBuilder(base.resolve(target))
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(head.method(), publisher(body));
        for (var header : head.headers()) {
            var name = header.name();
            if (THERE.contains(name) || THERE_TOO.matcher(name).matches()) {
                request.header(name, header.value());
            }
        }
        return request.build();
    }

    private static BodyPublisher publisher(Body body) {
        if (body.length() == 0) {
            return BodyPublishers.noBody();
        }
        var stream = BodyPublishers.ofInputStream(() -> body);
        return body.length() < 0 ? stream : BodyPublishers.fromPublisher(stream, body.length());
    }

    /** In chunks, so that an answer that was cut off is not taken for a whole one. */
    private void answer(Head head, HttpResponse<InputStream> answer, Wire wire, Visit visit)
            throws IOException {
        var begin = new StringBuilder("HTTP/1.1 %d \r\n".formatted(answer.statusCode()));
        answer.headers()
                .map()
                .forEach((name, values) -> {
                    if (!NOT_BACK.contains(name.toLowerCase(Locale.ROOT))) {
                        values.forEach(
                                it -> begin.append(name).append(": ").append(it).append("\r\n"));
                    }
                });
        var chunked = head.version() == 1;
        begin.append(chunked ? "Transfer-Encoding: chunked\r\n" : "");
        begin.append("Connection: close\r\n\r\n");
        try (var body = answer.body()) {
            visit.patience().last(idle);
            wire.write(begin.toString());
            var piece = new byte[PIECE];
            visit.patience().lastForever();
            for (var n = body.read(piece); n >= 0; n = body.read(piece)) {
                visit.patience().last(idle);
                send(ByteBuffer.wrap(piece, 0, n), chunked, wire);
                visit.patience().lastForever();
            }
            visit.patience().last(idle);
            wire.write(chunked ? "0\r\n\r\n" : "");
            wire.end();
        }
    }

    private static void send(ByteBuffer piece, boolean chunked, Wire wire) throws IOException {
        if (chunked) {
            wire.writeChunk(piece);
        } else {
            wire.write(piece);
        }
    }

    /** Also who sends more than one request is gone. */
    private static void endWhenGone(Wire wire, Visit visit) {
        try {
            wire.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            // gone as well
        }
        visit.close();
    }

    private static void letGo(HttpResponse<InputStream> answer) {
        try {
            answer.body().close();
        } catch (IOException e) {
            // nobody reads it any more
        }
    }
}
