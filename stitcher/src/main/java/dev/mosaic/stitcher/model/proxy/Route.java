package dev.mosaic.stitcher.model.proxy;

import dev.mosaic.stitcher.model.ModelApi;
import org.jspecify.annotations.Nullable;

/** What can be called. */
enum Route {
    MESSAGES(ModelApi.ANTHROPIC, "/v1/messages", "/v1/messages", true),
    COUNT_TOKENS(
            ModelApi.ANTHROPIC, "/v1/messages/count_tokens", "/v1/messages/count_tokens", false),
    CHAT(ModelApi.OPENAI, "/v1/chat/completions", "/chat/completions", true),
    RESPONSES(ModelApi.OPENAI, "/v1/responses", "/responses", true);

    static final String ROOT = "/llm/";

    private final ModelApi api;
    private final String path;
    private final String upstream;
    private final boolean paid;

    Route(ModelApi api, String path, String upstream, boolean paid) {
        this.api = api;
        this.path = path;
        this.upstream = upstream;
        this.paid = paid;
    }

    /** A path that was asked for. @param route null if there is nothing of that name */
    record Place(String token, @Nullable Route route) {}

    /** Null for a path that is not the proxy's. */
    static @Nullable Place of(String path) {
        if (!path.startsWith(ROOT)) {
            return null;
        }
        var slash = path.indexOf('/', ROOT.length());
        if (slash < 0) {
            return new Place(path.substring(ROOT.length()), null);
        }
        var rest = path.substring(slash);
        for (var route : values()) {
            if (route.path.equals(rest)) {
                return new Place(path.substring(ROOT.length(), slash), route);
            }
        }
        return new Place(path.substring(ROOT.length(), slash), null);
    }

    ModelApi api() {
        return api;
    }

    /** What is appended to the provider's address. */
    String upstream() {
        return upstream;
    }

    /** False for what providers do for nothing. */
    boolean isPaid() {
        return paid;
    }
}
