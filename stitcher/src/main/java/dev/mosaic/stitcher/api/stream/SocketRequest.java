package dev.mosaic.stitcher.api.stream;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a client says over a WebSocket: exactly one of the three. */
record SocketRequest(
        @Nullable Subscribe subscribe, @Nullable Unsubscribe unsubscribe, @Nullable String ping) {
    private static final Pattern ID = Pattern.compile("[!-~]{1,64}");
    private static final int LONGEST_PING = 125;

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    /**
     * @param id the client's name for it, in every message about it
     * @param job its id, long or short; null for any
     * @param repo {@code owner/name}; null for any
     * @param type such as {@code gate} or {@code gate.passed}; null for any
     * @param after a cursor, {@code start} or {@code now}; null is {@code now}
     */
    record Subscribe(
            @Nullable String id,
            @Nullable String job,
            @Nullable String repo,
            @Nullable List<String> type,
            @Nullable String after) {
        String name() {
            return String.valueOf(id);
        }
    }

    /**
     * @param id that of the subscription
     */
    record Unsubscribe(@Nullable String id) {
        String name() {
            return String.valueOf(id);
        }
    }

    /** Throws {@link IllegalArgumentException} with a few words for anything else. */
    static SocketRequest parse(String text) {
        SocketRequest request;
        try {
            request = STRICT.readValue(text, SocketRequest.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a message that docs/api.md names", e);
        }
        if (request == null || request.count() != 1) {
            throw new IllegalArgumentException("say one of subscribe, unsubscribe, ping");
        }
        if (request.subscribe != null && !isId(request.subscribe.id)
                || request.unsubscribe != null && !isId(request.unsubscribe.id)) {
            throw new IllegalArgumentException("id must be 1 to 64 visible characters");
        }
        if (request.ping != null && request.ping.length() > LONGEST_PING) {
            throw new IllegalArgumentException("a ping has at most 125 characters");
        }
        return request;
    }

    private int count() {
        return (subscribe == null ? 0 : 1) + (unsubscribe == null ? 0 : 1) + (ping == null ? 0 : 1);
    }

    private static boolean isId(@Nullable String id) {
        return id != null && ID.matcher(id).matches();
    }
}
