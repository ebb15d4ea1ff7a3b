package dev.mosaic.stitcher.engine.claude;

import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.MessageDeltaUsage;
import com.anthropic.models.messages.RawContentBlockDeltaEvent;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts one answer together from the events of its stream. The input of a tool that was cut off, or
 * that is no JSON, does not break the answer as it would the client's accumulator: it becomes an
 * empty object, and the use is known as unreadable.
 */
final class Hearing {
    /** Far beyond any answer; a server that never ends must not fill the memory. */
    private static final int LONGEST = 16 << 20;

    private static final JsonMapper JSON = new JsonMapper();

    private final MessageAccumulator message = MessageAccumulator.create();
    private final Map<Long, String> uses = new HashMap<>();
    private final Map<Long, StringBuilder> inputs = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private Usage usage = Usage.NOTHING;
    private int length;
    private boolean begun;

    void hear(RawMessageStreamEvent event) {
        begun = true;
        count(event);
        var delta = event.contentBlockDelta();
        var piece = delta.flatMap(it -> it.delta().inputJson());
        if (piece.isPresent()) {
            lengthen(piece.get().partialJson());
            inputs.computeIfAbsent(delta.orElseThrow().index(), _ -> new StringBuilder())
                    .append(piece.get().partialJson());
            return;
        }
        delta.flatMap(it -> it.delta().text()).ifPresent(it -> lengthen(it.text()));
        delta.flatMap(it -> it.delta().thinking()).ifPresent(it -> lengthen(it.thinking()));
        event.contentBlockStart()
                .ifPresent(it ->
                        it.contentBlock()
                                .toolUse()
                                .ifPresent(use -> uses.put(it.index(), use.id())));
        event.contentBlockStop()
                .filter(it -> uses.containsKey(it.index()))
                .ifPresent(it -> message.accumulate(inputOf(it.index())));
        message.accumulate(event);
    }

    /** The whole answer; {@link IllegalStateException} if its end did not come. */
    Answer answer() {
        return new Answer(message.message(), Set.copyOf(unreadable), usage);
    }

    /** Tokens of the answer so far. */
    Usage usage() {
        return usage;
    }

    /** Whether anything came. */
    boolean hasBegun() {
        return begun;
    }

    private RawMessageStreamEvent inputOf(long index) {
        var said = inputs.getOrDefault(index, new StringBuilder()).toString();
        var whole = said.isBlank() || isObject(said);
        if (!whole) {
            unreadable.add(uses.get(index));
        }
        return RawMessageStreamEvent.ofContentBlockDelta(
                RawContentBlockDeltaEvent.builder()
                        .index(index)
                        .inputJsonDelta(whole && !said.isBlank() ? said : "{}")
                        .build());
    }

    private static boolean isObject(String said) {
        try {
            return JSON.readTree(said).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    private void count(RawMessageStreamEvent event) {
        event.messageStart()
                .map(it -> it.message().usage())
                .ifPresent(it ->
                        usage =
                                new Usage(
                                        it.inputTokens(),
                                        it.outputTokens(),
                                        it.cacheReadInputTokens().orElse(0L),
                                        it.cacheCreationInputTokens().orElse(0L)));
        event.messageDelta().ifPresent(it -> usage = grown(usage, it.usage()));
    }

    /** What the end of an answer counts, it counts anew from its start. */
    private static Usage grown(Usage before, MessageDeltaUsage now) {
        return new Usage(
                now.inputTokens().orElse(before.input()),
                now.outputTokens(),
                now.cacheReadInputTokens().orElse(before.cacheRead()),
                now.cacheCreationInputTokens().orElse(before.cacheWrite()));
    }

    private void lengthen(String piece) {
        length += piece.length();
        if (length > LONGEST) {
            throw new IllegalStateException("the answer does not end");
        }
    }
}
