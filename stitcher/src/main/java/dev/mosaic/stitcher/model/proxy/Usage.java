package dev.mosaic.stitcher.model.proxy;

import dev.mosaic.stitcher.model.ModelApi;
import dev.mosaic.stitcher.model.ledger.Tokens;
import tools.jackson.databind.JsonNode;

/**
 * What a provider says that a call used, over all the events that tell of it. Numbers only grow;
 * what is missing, negative or no number counts as nothing. For one call, one thread at a time.
 */
final class Usage {
    private static final long MOST = 1_000_000_000_000L;

    private final ModelApi api;
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWriteHour;
    private boolean told;
    private boolean whole;
    private boolean over;

    Usage(ModelApi api) {
        this.api = api;
    }

    /** One event of a stream, or an answer that came as a whole. */
    void read(JsonNode event) {
        switch (api) {
            case ANTHROPIC -> readAnthropic(event);
            case OPENAI -> readOpenAi(event);
        }
    }

    /** True if the provider said anything. */
    boolean isTold() {
        return told;
    }

    /** True if the provider said what the call used from its beginning to its end. */
    boolean isWhole() {
        return whole;
    }

    /** True if the provider said that nothing comes any more. */
    boolean isOver() {
        return over;
    }

    Tokens tokens() {
        return new Tokens(input, output, cacheRead, cacheWrite, cacheWriteHour);
    }

    /**
     * {@code message_start} tells what was read; {@code message_delta} at the end tells all, in
     * sums and not in steps (docs.claude.com, streaming messages).
     */
    private void readAnthropic(JsonNode event) {
        switch (event.path("type").asString("")) {
            case "message_start" -> anthropic(event.path("message").path("usage"));
            case "message_delta" -> whole |= anthropic(event.path("usage"));
            case "message" -> whole |= anthropic(event.path("usage"));
            case "message_stop", "error" -> over = true;
            default -> {}
        }
    }

    private boolean anthropic(JsonNode usage) {
        if (!usage.isObject()) {
            return false;
        }
        told = true;
        var written = count(usage.path("cache_creation_input_tokens"));
        var hour = count(usage.path("cache_creation").path("ephemeral_1h_input_tokens"));
        input = Math.max(input, count(usage.path("input_tokens")));
        output = Math.max(output, count(usage.path("output_tokens")));
        cacheRead = Math.max(cacheRead, count(usage.path("cache_read_input_tokens")));
        cacheWriteHour = Math.max(cacheWriteHour, hour);
        cacheWrite = Math.max(cacheWrite, written - cacheWriteHour);
        return true;
    }

    /** The last chunk of a chat, or the last event of a response; both APIs name tokens apart. */
    private void readOpenAi(JsonNode event) {
        var response = event.path("response");
        var usage = event.path("usage").isObject() ? event.path("usage") : response.path("usage");
        if (usage.isObject()) {
            told = true;
            whole = true;
            var cached =
                    count(usage.path("prompt_tokens_details").path("cached_tokens"))
                            + count(usage.path("input_tokens_details").path("cached_tokens"));
            var read = count(usage.path("prompt_tokens")) + count(usage.path("input_tokens"));
            cacheRead = Math.max(cacheRead, Math.min(cached, read));
            input = Math.max(input, read - cacheRead);
            output =
                    Math.max(
                            output,
                            count(usage.path("completion_tokens"))
                                    + count(usage.path("output_tokens")));
        }
        over |=
                switch (event.path("type").asString("")) {
                    case "response.completed", "response.incomplete", "response.failed", "error" ->
                            true;
                    default -> false;
                };
    }

    /** The line with which a chat of OpenAI's kind ends. */
    void done() {
        over = true;
    }

    private static long count(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong()
                ? Math.clamp(node.longValue(), 0, MOST)
                : 0;
    }
}
