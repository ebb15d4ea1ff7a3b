package dev.mosaic.stitcher.model;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who serves models, as settings describe it.
 *
 * @param api how it is spoken with
 * @param baseUrl where it is; null for the one who invented the API. What the API's own libraries
 *     take as base: {@code https://api.anthropic.com}, {@code https://api.openai.com/v1}
 * @param key what Mosaic shows there; null for none. Leaves this process only to the provider
 * @param models those that may be used, by the provider's name for them
 */
public record Provider(
        @DefaultValue("anthropic") ModelApi api,
        @Nullable String baseUrl,
        @Nullable String key,
        @DefaultValue Map<String, Served> models) {
    public Provider {
        baseUrl = baseUrl == null || baseUrl.isBlank() ? null : baseUrl.strip();
        key = key == null || key.isBlank() ? null : key.strip();
        models = Map.copyOf(models);
        address(baseUrl == null ? api.home() : baseUrl);
        if (key != null && !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "the key of a provider is one line of visible ASCII characters");
        }
    }

    /**
     * A model of a provider, as settings describe it.
     *
     * @param window how many tokens it reads at once
     * @param output what is reserved for an answer whose request names no limit, in tokens
     * @param price in USD per million tokens; null if it is not said here
     */
    public record Served(
            @DefaultValue("200000") long window,
            @DefaultValue("32000") long output,
            @Nullable Asked price) {
        public Served {
            if (window < 1 || output < 1) {
                throw new IllegalArgumentException(
                        "window and output of a model must be greater than zero");
            }
        }
    }

    /**
     * A price as settings say it, in USD per million tokens. 0 must be said.
     *
     * @param cacheRead null for that of input
     * @param cacheWrite null for 1.25 times that of input
     */
    public record Asked(
            @Nullable BigDecimal input,
            @Nullable BigDecimal output,
            @Nullable BigDecimal cacheRead,
            @Nullable BigDecimal cacheWrite) {}

    /** False without a key for a provider that asks for one: who invented the API does. */
    public boolean isReady() {
        return key != null || baseUrl != null;
    }

    /** Without a slash at its end. */
    public URI address() {
        return address(baseUrl == null ? api.home() : baseUrl);
    }

    private static URI address(String text) {
        try {
            var uri = new URI(text.replaceFirst("/+$", ""));
            var http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // said below, without the text: somebody may have put a key into it
        }
        throw new IllegalArgumentException(
                "base-url of a provider is an http or https address without user, query and"
                        + " fragment, such as https://api.anthropic.com");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Provider[api=%s, models=%s]".formatted(api, models.keySet());
    }
}
