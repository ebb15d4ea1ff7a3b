package dev.mosaic.bot.cli.client;

import dev.mosaic.stitcher.blocking.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * The events of one job, each once and in order, until the job is over. A broken connection is
 * taken up again behind the last event that was seen.
 */
public final class EventStream {
    private static final int FAILURES_IN_A_ROW = 60;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Api api;
    private @Nullable String lastId;
    private boolean progressed;

    public EventStream(Api api) {
        this.api = api;
    }

    /**
     * Reads to the end. {@link NoServer} when the server stays away.
     *
     * @param over true when the job is over although the server did not say so
     */
    public void read(String path, Consumer<JsonNode> events, Check over)
            throws InterruptedException {
        for (var failures = 0; failures < FAILURES_IN_A_ROW; failures++) {
            progressed = false;
            var ended = false;
            try (var stream = api.stream(path, lastId)) {
                if (stream == null) {
                    return;
                }
                lines(stream, events);
                ended = true;
            } catch (IOException _) {
                // the next try tells whether the server is gone
            }
            // a proper end may also be that of the server: it closes its streams when it stops
            if (ended && isTrue(over)) {
                return;
            }
            if (progressed) {
                failures = 0;
            }
            Await.maybe(Mono.delay(PAUSE));
        }
        throw new NoServer(api.url(), new IOException("the event stream stays away"));
    }

    /** A question that may itself ask the server. */
    public interface Check {
        boolean isTrue() throws InterruptedException;
    }

    private static boolean isTrue(Check over) throws InterruptedException {
        try {
            return over.isTrue();
        } catch (NoServer _) {
            return false;
        }
    }

    private void lines(InputStream stream, Consumer<JsonNode> events) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        var data = new StringBuilder();
        String id = null;
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("data:")) {
                data.append(data.isEmpty() ? "" : "\n").append(value(line));
            } else if (line.startsWith("id:")) {
                id = value(line);
            } else if (line.isEmpty()) {
                // an event counts as seen when it is whole, not before
                if (!data.isEmpty()) {
                    events.accept(Api.parse(data.toString()));
                    progressed = true;
                }
                lastId = id == null ? lastId : id;
                data.setLength(0);
                id = null;
            }
        }
    }

    private static String value(String line) {
        var value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }
}
