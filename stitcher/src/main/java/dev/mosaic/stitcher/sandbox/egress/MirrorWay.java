package dev.mosaic.stitcher.sandbox.egress;

import dev.mosaic.stitcher.sandbox.egress.Refused.Kind;
import dev.mosaic.stitcher.sandbox.mirror.Mirror;
import dev.mosaic.stitcher.sandbox.mirror.MirrorUse;
import dev.mosaic.stitcher.sandbox.mirror.MirrorUse.Trouble;
import dev.mosaic.stitcher.sandbox.mirror.Wiring;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/**
 * The way of a setup to the operator's mirrors: it may read, below their addresses, and nothing
 * else. What a mirror asks for to let somebody in is added here. Where it sends its readers
 * elsewhere nobody follows. One request for each connection, which is read here and asked anew.
 */
final class MirrorWay {
    private static final Set<String> THERE =
            Set.of(
                    "accept",
                    "accept-encoding",
                    "if-modified-since",
                    "if-none-match",
                    "range",
                    "user-agent");
    private static final Set<String> BACK =
            Set.of(
                    "accept-ranges",
                    "cache-control",
                    "content-encoding",
                    "content-range",
                    "content-type",
                    "etag",
                    "last-modified");
    private static final Set<Integer> ELSEWHERE = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> EMPTY = Set.of(204, 304);
    private static final int MOST_STEPS = 3;
    private static final int PIECE = 16 * 1024;

    private final Map<String, Mirror> mirrors;
    private final MirrorUse use;
    private final HttpClient client;
    private final Duration idle;

    MirrorWay(Map<String, Mirror> mirrors, MirrorUse use, HttpClient client, Duration idle) {
        this.mirrors = Map.copyOf(mirrors);
        this.use = use;
        this.client = client;
        this.idle = idle;
    }

    /** Whether it is for this way at all. */
    static boolean takes(String target) {
        return target.startsWith(Wiring.ROOT);
    }

    /** Asks, and streams the answer back. */
    void pass(Head head, Wire wire, Visit visit) throws IOException {
        if (!Set.of("GET", "HEAD").contains(head.method()) || new Body(head, wire).length() != 0) {
            throw new Refused(
                    Kind.METHOD,
                    Wiring.ROOT,
                    "Mirrors are only read from here, by GET and HEAD without a body.");
        }
        var asked = MirrorPath.of(head.target(), mirrors);
        visit.quota().take(Wiring.ROOT + asked.name(), 0);
        try {
            relay(head, asked, answer(head, asked, visit), wire, visit);
        } catch (CompletionException | CancellationException e) {
            throw failed(
                    asked,
                    new Trouble(
                            "The mirror `%s` at %s did not answer. Look at it, or correct %s.url."
                                    .formatted(asked.name(), asked.mirror().url(), asked.setting()),
                            true));
        }
    }

    /** The last of the mirror's answers: it may have names of its own for what it has. */
    private HttpResponse<InputStream> answer(Head head, MirrorPath asked, Visit visit)
            throws IOException {
        var at = asked.address();
        for (var step = 0; step < MOST_STEPS; step++) {
            var answer = ask(head, asked.mirror(), at, visit);
            if (!ELSEWHERE.contains(answer.statusCode())) {
                return answer;
            }
            answer.body().close();
            var next = at.resolve(answer.headers().firstValue("location").orElse("")).normalize();
            if (!asked.holds(next)) {
                throw elsewhere(asked, next);
            }
            at = next;
        }
        throw elsewhere(asked, at);
    }

    private HttpResponse<InputStream> ask(Head head, Mirror mirror, URI at, Visit visit)
            throws IOException {
        var request =
                HttpRequest.newBuilder(at)
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(idle)
                        .method(head.method(), HttpRequest.BodyPublishers.noBody());
        for (var header : head.headers()) {
            if (THERE.contains(header.name())) {
                request.header(header.name(), header.value());
            }
        }
        var authorization = mirror.authorization();
        if (authorization != null) {
            request.header("authorization", authorization);
        }
        // its own limit ends it
        visit.patience().lastForever();
        var asked = client.sendAsync(request.build(), BodyHandlers.ofInputStream());
        visit.endsWith(() -> {
            asked.cancel(true);
            asked.thenAccept(MirrorWay::letGo);
        });
        var answer = asked.join();
        visit.patience().last(idle);
        return answer;
    }

    private void relay(
            Head head, MirrorPath asked, HttpResponse<InputStream> answer, Wire wire, Visit visit)
            throws IOException {
        try (var body = answer.body()) {
            var status = answer.statusCode();
            if (status == 401 || status == 407) {
                throw failed(
                        asked,
                        new Trouble(
                                "The mirror `%s` does not let Mosaic in (%d). Correct %s.user and password, or token."
                                        .formatted(asked.name(), status, asked.setting()),
                                false));
            }
            var length = answer.headers().firstValueAsLong("content-length").orElse(-1);
            var empty = head.method().equals("HEAD") || EMPTY.contains(status);
            var chunked = length < 0 && head.version() == 1 && !empty;
            // before whoever asked can know how it went, and be over
            note(asked, head, status);
            wire.write(beginning(answer, length, chunked));
            if (!empty) {
                stream(asked, body, wire, visit, chunked);
            }
            wire.end();
        }
    }

    private static String beginning(
            HttpResponse<InputStream> answer, long length, boolean chunked) {
        var begin = new StringBuilder("HTTP/1.1 %d \r\n".formatted(answer.statusCode()));
        for (var name : BACK) {
            for (var value : answer.headers().allValues(name)) {
                begin.append(name).append(": ").append(value).append("\r\n");
            }
        }
        begin.append(length < 0 ? "" : "Content-Length: %d\r\n".formatted(length));
        begin.append(chunked ? "Transfer-Encoding: chunked\r\n" : "");
        return begin.append("Connection: close\r\n\r\n").toString();
    }

    /** After the head nothing can be refused any more: the connection ends before its time. */
    private void stream(MirrorPath asked, InputStream body, Wire wire, Visit visit, boolean chunked)
            throws IOException {
        var piece = new byte[PIECE];
        for (var n = read(asked, body, piece); n >= 0; n = read(asked, body, piece)) {
            try {
                visit.quota().take(Wiring.ROOT + asked.name(), n);
            } catch (Refused e) {
                use.failed(asked.path(), new Trouble(String.valueOf(e.getMessage()), false));
                visit.attempted(e);
                throw new IOException(e);
            }
            if (chunked) {
                wire.writeChunk(ByteBuffer.wrap(piece, 0, n));
            } else {
                wire.write(ByteBuffer.wrap(piece, 0, n));
            }
        }
        wire.write(chunked ? "0\r\n\r\n" : "");
    }

    private int read(MirrorPath asked, InputStream body, byte[] piece) throws IOException {
        try {
            return body.read(piece);
        } catch (IOException e) {
            use.failed(
                    asked.path(),
                    new Trouble(
                            "The mirror `%s` at %s broke off in the middle of a file. Look at its log."
                                    .formatted(asked.name(), asked.mirror().url()),
                            true));
            throw e;
        }
    }

    private void note(MirrorPath asked, Head head, int status) {
        if (status >= 500 || status == 429) {
            use.failed(
                    asked.path(),
                    new Trouble(
                            "The mirror `%s` at %s answered with status %d. Look at its log."
                                    .formatted(asked.name(), asked.mirror().url(), status),
                            true));
        } else {
            use.answered(asked.path(), head.method().equals("GET") && status == 200);
        }
    }

    private Refused elsewhere(MirrorPath asked, URI next) {
        return failed(
                asked,
                new Trouble(
                        "The mirror `%s` sends its readers to another place (%s), where nobody follows. Have it serve files itself, or let %s.url name one that does."
                                .formatted(asked.name(), next.getHost(), asked.setting()),
                        false));
    }

    private Refused failed(MirrorPath asked, Trouble trouble) {
        use.failed(asked.path(), trouble);
        return new Refused(Kind.AWAY, Wiring.ROOT + asked.name(), trouble.sentence());
    }

    private static void letGo(HttpResponse<InputStream> answer) {
        try {
            answer.body().close();
        } catch (IOException e) {
            // nobody reads it any more
        }
    }
}
