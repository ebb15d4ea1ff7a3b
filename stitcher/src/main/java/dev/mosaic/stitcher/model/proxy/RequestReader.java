package dev.mosaic.stitcher.model.proxy;

import dev.mosaic.stitcher.model.proxy.Refused.Kind;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a request without building it up in memory, and refuses what the agent must not have done
 * for it: a provider that fetches an address or runs a tool would be a way out of the sandbox, and
 * one that answers faster for more money a way around the budget. For one request.
 */
final class RequestReader {
    /** A name that stands there twice might be read by the provider as the other one. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** Fields that let the provider reach somebody else, or take up what another run left. */
    private static final Set<String> LEADING_OUT =
            Set.of(
                    "mcp_servers",
                    "container",
                    "web_search_options",
                    "background",
                    "previous_response_id",
                    "conversation",
                    "prompt");

    private static final Set<String> DEAR = Set.of("priority", "fast");

    /** What an agent says to its tools, and how it describes them: data, whatever it looks like. */
    private static final Set<String> OPAQUE =
            Set.of("input", "input_schema", "parameters", "schema", "arguments");

    private static final Set<String> ADDRESSES = Set.of("image_url", "file_url", "video_url");
    private static final Pattern OWN_TOOL =
            Pattern.compile(
                    "custom|function|local_shell|apply_patch|(?:bash|text_editor|memory|computer)_\\d{8}");
    private static final int FIRST_PRINTABLE = 0x09;
    private static final long MOST_ANSWERS = 128;

    private final JsonParser at;
    private final List<String> providerTools;
    private String model = "";
    private long output;
    private long answers = 1;
    private boolean streamed;
    private Wish.Span options = Wish.Span.NONE;

    private RequestReader(JsonParser at, List<String> providerTools) {
        this.at = at;
        this.providerTools = providerTools;
    }

    /**
     * Throws {@link Refused} for what is no request, and for what must not pass.
     *
     * @param providerTools types of tools that pass nevertheless
     */
    static Wish read(byte[] body, List<String> providerTools) {
        if (body.length < 2 || !isPlain(body[0]) || !isPlain(body[1])) {
            throw new Refused(Kind.INVALID, "The body must be a JSON object in UTF-8.");
        }
        try (var parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            return new RequestReader(parser, providerTools).read();
        } catch (JacksonException _) {
            throw new Refused(
                    Kind.INVALID,
                    "The body must be one JSON object, with no name twice in an object and no deeper than 500.");
        }
    }

    /** Other encodings, which Jackson would notice, begin with a mark or with a zero. */
    private static boolean isPlain(byte one) {
        return one >= FIRST_PRINTABLE;
    }

    private Wish read() {
        if (at.nextToken() != JsonToken.START_OBJECT) {
            throw new Refused(Kind.INVALID, "The body must be a JSON object.");
        }
        while (at.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = at.currentName();
            at.nextToken();
            field(name);
        }
        if (at.nextToken() != null) {
            throw new Refused(Kind.INVALID, "The body must be one JSON object and nothing else.");
        }
        return new Wish(model, output, answers, streamed, options);
    }

    private void field(String name) {
        switch (name) {
            case "model" -> model = at.currentToken() == JsonToken.VALUE_STRING ? text() : "";
            case "max_tokens", "max_completion_tokens", "max_output_tokens" ->
                    output = Math.max(output, count(name));
            case "n" -> answers = answers();
            case "stream" -> streamed = at.currentToken() == JsonToken.VALUE_TRUE;
            case "stream_options" -> options = span();
            case "tools" -> tools();
            case "service_tier", "speed" -> tier(name);
            default -> {
                if (LEADING_OUT.contains(name) && !isNothing()) {
                    throw new Refused(
                            Kind.FORBIDDEN,
                            "`%s` is not passed on: with it the provider would reach what this run may not. Leave it out."
                                    .formatted(name));
                }
                value();
            }
        }
        at.skipChildren();
    }

    private String text() {
        return at.getString();
    }

    private long count(String name) {
        switch (at.currentToken()) {
            case VALUE_NUMBER_INT -> {
                var count = at.getLongValue();
                if (count >= 0 && count <= Integer.MAX_VALUE) {
                    return count;
                }
            }
            case VALUE_NULL -> {
                return 0;
            }
            default -> {}
        }
        throw new Refused(Kind.INVALID, "`%s` must be a whole number.".formatted(name));
    }

    private long answers() {
        var count = count("n");
        if (count > MOST_ANSWERS) {
            throw new Refused(Kind.INVALID, "`n` may be at most %d.".formatted(MOST_ANSWERS));
        }
        return Math.max(1, count);
    }

    private Wish.Span span() {
        var from = (int) at.currentTokenLocation().getByteOffset();
        switch (at.currentToken()) {
            case START_OBJECT -> at.skipChildren();
            case VALUE_NULL -> {}
            default -> throw new Refused(Kind.INVALID, "`stream_options` must be an object.");
        }
        return new Wish.Span(from, (int) at.currentLocation().getByteOffset());
    }

    private boolean isNothing() {
        return at.currentToken() == JsonToken.VALUE_NULL
                || at.currentToken() == JsonToken.VALUE_FALSE;
    }

    private void tier(String name) {
        if (at.currentToken() == JsonToken.VALUE_STRING && DEAR.contains(text())) {
            throw new Refused(
                    Kind.FORBIDDEN,
                    "`%s` may not be `%s`: it costs more than the price that the budget is computed with. Leave it out."
                            .formatted(name, text()));
        }
    }

    private void tools() {
        if (at.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        while (at.nextToken() != JsonToken.END_ARRAY) {
            var object = at.currentToken() == JsonToken.START_OBJECT;
            while (object && at.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = at.currentName();
                at.nextToken();
                if (name.equals("type")) {
                    tool(at.currentToken() == JsonToken.VALUE_STRING ? text() : "");
                }
                at.skipChildren();
            }
            at.skipChildren();
        }
    }

    private void tool(String type) {
        if (!OWN_TOOL.matcher(type).matches() && !providerTools.contains(type)) {
            throw new Refused(
                    Kind.FORBIDDEN,
                    "The tool type %s is not passed on: it is run by the provider, outside of the sandbox. Leave it out, or let the operator add it to mosaic.model.provider-tools."
                            .formatted(quoted(type)));
        }
    }

    /** The value here, and whatever is in it. Jackson's limit of depth holds. */
    private void value() {
        if (at.currentToken() == JsonToken.START_ARRAY) {
            while (at.nextToken() != JsonToken.END_ARRAY) {
                value();
            }
        } else if (at.currentToken() == JsonToken.START_OBJECT) {
            while (at.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = at.currentName();
                at.nextToken();
                member(name);
            }
        }
    }

    private void member(String name) {
        if (OPAQUE.contains(name)) {
            at.skipChildren();
        } else if (ADDRESSES.contains(name)) {
            address();
        } else if (name.equals("source") && at.currentToken() == JsonToken.START_OBJECT) {
            source();
        } else {
            value();
        }
    }

    /** OpenAI's: a text, or an object with a {@code url}. */
    private void address() {
        if (at.currentToken() == JsonToken.VALUE_STRING) {
            mustCarryItsContent(text());
        } else if (at.currentToken() == JsonToken.START_OBJECT) {
            while (at.nextToken() == JsonToken.PROPERTY_NAME) {
                at.nextToken();
                if (at.currentToken() == JsonToken.VALUE_STRING && at.currentName().equals("url")) {
                    mustCarryItsContent(text());
                }
                at.skipChildren();
            }
        }
    }

    /** Anthropic's: {@code {"type": "url", "url": …}}, or content with more of them. */
    private void source() {
        while (at.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = at.currentName();
            at.nextToken();
            if (name.equals("type")
                    && at.currentToken() == JsonToken.VALUE_STRING
                    && text().equals("url")) {
                throw fetching();
            }
            member(name);
        }
    }

    private static void mustCarryItsContent(String url) {
        if (!url.regionMatches(true, 0, "data:", 0, "data:".length())) {
            throw fetching();
        }
    }

    private static Refused fetching() {
        return new Refused(
                Kind.FORBIDDEN,
                "Content by its address is not passed on: the provider would fetch it from outside of the sandbox. Send the content itself.");
    }

    private static String quoted(String text) {
        return "`"
                + text.substring(0, Math.min(60, text.length())).replaceAll("[^\\w.-]", "?")
                + "`";
    }
}
