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
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/**
 * The way of a setup to the operator's mirrors: it may read, below their addresses, and nothing
 * else. What a mirror asks for to let somebody in is added here, for its own host alone. Where it
 * sends its readers elsewhere nobody follows, unless that is where its files are to be. One request
 * for each connection, which is read here and asked anew.
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
    private static final Set<Integer> ABSENT = Set.of(404, 410);
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
    boolean takes(String target) {
        return target.startsWith(Wiring.ROOT)
                || MirrorPath.nameless(mirrors).isPresent()
                        && target.startsWith("/")
                        && !ModelWay.takes(target);
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

    /** The first that has it answers; if none has, the last. */
    private HttpResponse<InputStream> answer(Head head, MirrorPath asked, Visit visit)
            throws IOException {
        var left = new ArrayDeque<>(asked.addresses());
        while (true) {
            var answer = followed(head, asked, left.removeFirst(), visit);
            if (left.isEmpty() || !ABSENT.contains(answer.statusCode())) {
                return answer;
            }
            answer.body().close();
        }
    }

    /** The last of the mirror's answers: it may have names of its own for what it has. */
    private HttpResponse<InputStream> followed(Head head, MirrorPath asked, URI first, Visit visit)
            throws IOException {
        var at = first;
        for (var step = 0; step < MOST_STEPS; step++) {
            var answer = ask(head, asked.mirror(), at, visit);
            if (!ELSEWHERE.contains(answer.statusCode())) {
                return answer;
            }
            answer.body().close();
            at = next(asked, at, answer);
        }
        throw elsewhere(asked, at);
    }

    private URI next(MirrorPath asked, URI at, HttpResponse<InputStream> answer) {
        try {
            var next = at.resolve(answer.headers().firstValue("location").orElse("")).normalize();
            if (asked.holds(next)) {
                return next;
            }
            throw elsewhere(asked, next);
        } catch (IllegalArgumentException e) {
            throw elsewhere(asked, at);
        }
    }

    private HttpResponse<InputStream> ask(Head head, Mirror mirror, URI at, Visit visit)
            throws IOException {
        var request =
                HttpRequest.newBuilder(at)
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(idle)
                        .method(head.method(), HttpRequest.BodyPublishers.noBody());
        for (var header : head.headers()) {
            if (THERE.contains(header.name()) && !Readdressing.isInTheWay(header, mirror)) {
                request.header(header.name(), header.value());
            }
        }
        var authorization = mirror.authorization();
        if (authorization != null && mirror.isAt(at)) {
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
                throw failed(asked, new Trouble(closed(asked, answer), false));
            }
            var index = Readdressing.of(head, asked, answer);
            var length =
                    index == null
                            ? answer.headers().firstValueAsLong("content-length").orElse(-1)
                            : -1;
            var empty = head.method().equals("HEAD") || EMPTY.contains(status);
            var chunked = length < 0 && head.version() == 1 && !empty;
            // before whoever asked can know how it went, and be over
            note(asked, head, status);
            wire.write(beginning(answer, length, chunked));
            if (!empty) {
                stream(asked, index == null ? body : index.of(body), wire, visit, chunked);
            }
            wire.end();
        }
    }

    private static String closed(MirrorPath asked, HttpResponse<InputStream> answer) {
        return asked.mirror().isAt(answer.uri())
                ? "The mirror `%s` does not let Mosaic in (%d). Correct %s.user and password, or token."
                        .formatted(asked.name(), answer.statusCode(), asked.setting())
                : "%s, where the mirror `%s` has files, asks for a credential (%d), and only the mirror itself is shown one. Let %s.files name places that everybody may read."
                        .formatted(
                                place(answer.uri()),
                                asked.name(),
                                answer.statusCode(),
                                asked.setting());
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
        } else if (ABSENT.contains(status)) {
            use.answered(asked.path(), false);
            use.missed(asked.path());
        } else {
            use.answered(asked.path(), head.method().equals("GET") && status == 200);
        }
    }

    private Refused elsewhere(MirrorPath asked, URI next) {
        return failed(
                asked,
                new Trouble(
                        "The mirror `%s` sends its readers to another place (%s), where nobody follows. Have it serve files itself, let %s.url name one that does, or name that place in %3$s.files, if everybody may read it."
                                .formatted(asked.name(), place(next), asked.setting()),
                        false));
    }

    /** Without its path, which may be a secret. */
    private static String place(URI at) {
        return "%s://%s%s"
                .formatted(
                        at.getScheme(), at.getHost(), at.getPort() < 0 ? "" : ":" + at.getPort());
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
