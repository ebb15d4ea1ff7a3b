package dev.mosaic.stitcher.model.proxy;

import dev.mosaic.stitcher.model.ModelApi;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Which headers pass, each way. Named ones only: so no token, no key and no cookie does. */
final class Passing {
    private static final Set<String> THERE =
            Set.of("accept", "anthropic-version", "anthropic-beta", "openai-beta", "user-agent");

    private static final Set<String> BACK =
            Set.of(
                    "content-type",
                    "content-length",
                    "content-encoding",
                    "cache-control",
                    "retry-after",
                    "retry-after-ms",
                    "x-should-retry",
                    "request-id",
                    "x-request-id");

    private static final String LIBRARY = "x-stainless-";
    private static final String ANTHROPIC_LIMITS = "anthropic-ratelimit-";
    private static final String OPENAI_LIMITS = "x-ratelimit-";

    private Passing() {}

    /** From an agent to its provider. */
    static void there(HttpHeaders from, HttpHeaders to) {
        from.forEach((name, values) -> {
            var plain = name.toLowerCase(Locale.ROOT);
            if (THERE.contains(plain) || plain.startsWith(LIBRARY)) {
                to.put(name, values);
            }
        });
    }

    /** What makes the provider take the call. */
    static void show(ModelApi api, @Nullable String key, HttpHeaders to) {
        if (key == null) {
            return;
        }
        switch (api) {
            case ANTHROPIC -> to.set("x-api-key", key);
            case OPENAI -> to.setBearerAuth(key);
        }
    }

    /** From a provider to the agent. */
    static void back(HttpHeaders from, HttpHeaders to) {
        from.forEach((name, values) -> {
            var plain = name.toLowerCase(Locale.ROOT);
            if (BACK.contains(plain)
                    || plain.startsWith(ANTHROPIC_LIMITS)
                    || plain.startsWith(OPENAI_LIMITS)) {
                to.put(name, values);
            }
        });
    }
}
