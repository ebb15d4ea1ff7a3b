package dev.mosaic.stitcher.engine.claude;

import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.ToolUseBlock;
import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A whole answer of the model.
 *
 * @param unreadable ids of the uses of tools whose input was cut off or is no JSON
 * @param usage tokens of this answer alone
 */
record Answer(Message message, Set<String> unreadable, Usage usage) implements Heard {
    /** What the model says in it; may be blank. */
    String words() {
        return message.content().stream()
                .flatMap(it -> it.text().stream())
                .map(it -> it.text().strip())
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    List<ToolUseBlock> uses() {
        return message.content().stream().flatMap(it -> it.toolUse().stream()).toList();
    }

    /** Why it ended; {@code _UNKNOWN} also where the server does not say. */
    StopReason.Value reason() {
        return message.stopReason().map(StopReason::value).orElse(StopReason.Value._UNKNOWN);
    }

    /** Tokens that the model read for it. */
    long read() {
        return usage.input() + usage.cacheRead() + usage.cacheWrite();
    }
}
