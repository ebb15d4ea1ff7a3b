package dev.mosaic.stitcher.testkit;

import dev.mosaic.stitcher.testkit.ModelScript.Course;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the three APIs write what a script says. The shapes are those of their documentation. */
sealed interface ModelWire {
    String MALFORMED = "data: {\"usage\": oops\n\n";

    static ModelWire of(String path, JsonNode body) {
        if (path.contains("/chat/completions")) {
            return new Chat(body.path("stream_options").path("include_usage").asBoolean(false));
        }
        return path.contains("/responses")
                ? new Responses()
                : new Messages(body.path("model").asString(""));
    }

    String whole(ModelScript script);

    /** What comes before the words. */
    List<String> head(ModelScript script);

    String word(String word);

    /** What comes after the words, tools included. */
    List<String> tail(ModelScript script);

    String error();

    /**
     * @param held completes when a script may go on that waits for it
     */
    default Flux<String> pieces(ModelScript script, Mono<String> held) {
        var begin =
                Flux.fromIterable(head(script))
                        .concatWith(Flux.fromIterable(script.words()).map(this::word));
        var end = Flux.fromIterable(tail(script));
        return switch (script.course()) {
            case WHOLE, UNTOLD -> begin.concatWith(end);
            case HELD -> begin.concatWith(held.filter(it -> !it.isEmpty())).concatWith(end);
            case ENDLESS ->
                    begin.concatWith(Flux.generate(sink -> sink.next(word("more ".repeat(200)))));
            case BROKEN -> begin;
            case ERROR -> begin.concatWith(Mono.just(error()));
            case MALFORMED -> begin.concatWith(Mono.just(MALFORMED)).concatWith(end);
        };
    }

    private static String json(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }

    private static String joined(ModelScript script) {
        return json(String.join("", script.words()));
    }

    /** Anthropic's. */
    record Messages(String model) implements ModelWire {
        @Override
        public String whole(ModelScript script) {
            var tool =
                    script.tool() == null
                            ? ""
                            : ",{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":%s,\"input\":%s}"
                                    .formatted(json(script.tool()), script.input());
            var usage = script.course() == Course.UNTOLD ? "" : ",\"usage\":" + usage(script);
            return """
            {"id":"msg_1","type":"message","role":"assistant","model":%s,\
            "content":[{"type":"text","text":%s}%s],"stop_reason":"%s"%s}\
            """
                    .formatted(json(model), joined(script), tool, reason(script), usage);
        }

        @Override
        public List<String> head(ModelScript script) {
            var used = script.used();
            var usage =
                    script.course() == Course.UNTOLD
                            ? ""
                            : (",\"usage\":{\"input_tokens\":%d,\"output_tokens\":1,"
                                            + "\"cache_read_input_tokens\":%d,\"cache_creation_input_tokens\":%d}")
                                    .formatted(used.input(), used.cacheRead(), used.cacheWrite());
            return List.of(
                    event(
                            "message_start",
                            "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":%s,\"content\":[]%s}"
                                    .formatted(json(model), usage)),
                    event(
                            "content_block_start",
                            "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
        }

        @Override
        public String word(String word) {
            return event(
                    "content_block_delta",
                    "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":%s}"
                            .formatted(json(word)));
        }

        @Override
        public List<String> tail(ModelScript script) {
            var events = new ArrayList<String>();
            events.add(event("content_block_stop", "\"index\":0"));
            if (script.tool() != null) {
                events.add(
                        event(
                                "content_block_start",
                                "\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":%s,\"input\":{}}"
                                        .formatted(json(script.tool()))));
                events.add(
                        event(
                                "content_block_delta",
                                "\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":%s}"
                                        .formatted(json(script.input()))));
                events.add(event("content_block_stop", "\"index\":1"));
            }
            var usage = script.course() == Course.UNTOLD ? "" : ",\"usage\":" + usage(script);
            events.add(
                    event(
                            "message_delta",
                            "\"delta\":{\"stop_reason\":\"%s\"}%s"
                                    .formatted(reason(script), usage)));
            events.add("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            return events;
        }

        @Override
        public String error() {
            return event(
                    "error",
                    "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}");
        }

        private static String event(String type, String fields) {
            return "event: %s\ndata: {\"type\":\"%s\",%s}\n\n".formatted(type, type, fields);
        }

        private static String reason(ModelScript script) {
            return script.tool() == null ? "end_turn" : "tool_use";
        }

        private static String usage(ModelScript script) {
            var used = script.used();
            return ("{\"input_tokens\":%d,\"output_tokens\":%d,\"cache_read_input_tokens\":%d,"
                            + "\"cache_creation_input_tokens\":%d}")
                    .formatted(used.input(), used.output(), used.cacheRead(), used.cacheWrite());
        }
    }

    /** OpenAI's chat completions. @param tells true if the last chunk says what was used */
    record Chat(boolean tells) implements ModelWire {
        @Override
        public String whole(ModelScript script) {
            var usage = script.course() == Course.UNTOLD ? "" : ",\"usage\":" + usage(script);
            return """
            {"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,\
            "message":{"role":"assistant","content":%s%s},"finish_reason":"%s"}]%s}\
            """
                    .formatted(joined(script), tool(script), reason(script), usage);
        }

        @Override
        public List<String> head(ModelScript script) {
            return List.of(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        }

        @Override
        public String word(String word) {
            return chunk("{\"content\":%s}".formatted(json(word)), "null");
        }

        @Override
        public List<String> tail(ModelScript script) {
            var lines = new ArrayList<String>();
            if (script.tool() != null) {
                lines.add(chunk("{" + tool(script).substring(1) + "}", "null"));
            }
            lines.add(chunk("{}", "\"" + reason(script) + "\""));
            if (tells && script.course() != Course.UNTOLD) {
                lines.add(
                        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":%s}\n\n"
                                .formatted(usage(script)));
            }
            lines.add("data: [DONE]\n\n");
            return lines;
        }

        @Override
        public String error() {
            return "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}\n\n";
        }

        private static String chunk(String delta, String reason) {
            return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}],\"usage\":null}\n\n"
                    .formatted(delta, reason);
        }

        private static String tool(ModelScript script) {
            return script.tool() == null
                    ? ""
                    : ",\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":%s}}]"
                            .formatted(json(script.tool()), json(script.input()));
        }

        private static String reason(ModelScript script) {
            return script.tool() == null ? "stop" : "tool_calls";
        }

        private static String usage(ModelScript script) {
            var used = script.used();
            return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"prompt_tokens_details\":{\"cached_tokens\":%d}}"
                    .formatted(used.input() + used.cacheRead(), used.output(), used.cacheRead());
        }
    }

    /** OpenAI's responses. */
    record Responses() implements ModelWire {
        @Override
        public String whole(ModelScript script) {
            var usage = script.course() == Course.UNTOLD ? "" : ",\"usage\":" + usage(script);
            return """
            {"id":"resp_1","object":"response","status":"completed","output":[{"type":"message",\
            "role":"assistant","content":[{"type":"output_text","text":%s}]}%s]%s}\
            """
                    .formatted(joined(script), tool(script), usage);
        }

        @Override
        public List<String> head(ModelScript script) {
            return List.of(
                    event(
                            "response.created",
                            "\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"usage\":null}"));
        }

        @Override
        public String word(String word) {
            return event(
                    "response.output_text.delta",
                    "\"output_index\":0,\"delta\":%s".formatted(json(word)));
        }

        @Override
        public List<String> tail(ModelScript script) {
            return List.of(event("response.completed", "\"response\":%s".formatted(whole(script))));
        }

        @Override
        public String error() {
            return event("error", "\"code\":\"server_error\",\"message\":\"overloaded\"");
        }

        private static String event(String type, String fields) {
            return "event: %s\ndata: {\"type\":\"%s\",%s}\n\n".formatted(type, type, fields);
        }

        private static String tool(ModelScript script) {
            return script.tool() == null
                    ? ""
                    : ",{\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":%s,\"arguments\":%s}"
                            .formatted(json(script.tool()), json(script.input()));
        }

        private static String usage(ModelScript script) {
            var used = script.used();
            return "{\"input_tokens\":%d,\"output_tokens\":%d,\"input_tokens_details\":{\"cached_tokens\":%d}}"
                    .formatted(used.input() + used.cacheRead(), used.output(), used.cacheRead());
        }
    }
}
