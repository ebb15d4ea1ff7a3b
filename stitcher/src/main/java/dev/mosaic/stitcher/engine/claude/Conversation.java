package dev.mosaic.stitcher.engine.claude;

import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.MessageParam;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ToolChoiceNone;
import com.anthropic.models.messages.ToolResultBlockParam;
import java.util.ArrayList;
import java.util.List;

/**
 * What was said so far, as the model is told it anew in every turn. The end of the instructions, of
 * the tools and of the last message is marked for the provider's cache, so that a turn pays in full
 * only for what is new. Used by one thread.
 */
final class Conversation {
    static final CacheControlEphemeral MARK = CacheControlEphemeral.builder().build();

    /** Characters that stay of the answer of a tool where the conversation does not fit. */
    private static final int STUB = 500;

    private static final String SUMMARISE =
            """
            The conversation fills your window and is shortened now. Write down for yourself what you need to go on: what you found out about the code, with paths and names; what you changed; what failed, and why; and what is left to do, in order. Do not use a tool. What you write replaces all of this conversation except the task and what people said to you.
            """;

    private static final String SUMMARISED =
            """
            You worked on this before, and the conversation was shortened. What you wrote down:

            %s

            The files are as you left them. Go on.
            """;

    /** What one side said. */
    record Part(boolean byModel, List<ContentBlockParam> blocks) {}

    private final String model;
    private final int maxTokens;
    private final String instructions;
    private final String task;
    private final Offer offer;
    private final List<String> steers = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    /**
     * @param offer the tools, and the shape of the last word
     */
    Conversation(String model, int maxTokens, String instructions, String task, Offer offer) {
        this.model = model;
        this.maxTokens = maxTokens;
        this.instructions = instructions;
        this.task = task;
        this.offer = offer;
        add(task);
    }

    /**
     * Takes the place of the task: what was said in an earlier run, and what the model is told now.
     * A summary brings the task back.
     */
    void goOn(List<Part> before, String next) {
        parts.clear();
        for (var part : before) {
            parts.add(new Part(part.byModel(), new ArrayList<>(part.blocks())));
        }
        add(next);
    }

    /** All that was said. */
    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** Whether nothing was said yet but the task, and perhaps a summary of what was done. */
    boolean isFresh() {
        return parts.size() == 1;
    }

    /** Adds what the model said. */
    void add(Message message) {
        var blocks = message.content().stream().filter(Conversation::isSaid).toList();
        if (!blocks.isEmpty()) {
            parts.add(new Part(true, blocks.stream().map(ContentBlock::toParam).toList()));
        }
    }

    /** Adds something that the model is told. */
    void add(String text) {
        add(List.of(text(text)));
    }

    /** Adds what a person says; no summary takes its place. */
    void steer(String words) {
        steers.add(words);
        add(words);
    }

    /** Whether the last word is the model's, which it goes on from. */
    boolean isInterrupted() {
        return parts.getLast().byModel();
    }

    /** Adds answers of tools. */
    void add(List<ContentBlockParam> blocks) {
        var last = parts.isEmpty() ? null : parts.getLast();
        if (last != null && !last.byModel()) {
            last.blocks().addAll(blocks);
        } else {
            parts.add(new Part(false, new ArrayList<>(blocks)));
        }
    }

    /** The next turn. */
    MessageCreateParams next() {
        return params(parts).build();
    }

    /** The next turn, whose answer the model's server is to hold to the shape of the last word. */
    MessageCreateParams shaped() {
        return offer.shaping(params(parts)).build();
    }

    /**
     * Asks for a summary of the conversation.
     *
     * @param shortened whether of the answers of tools only the beginning is shown
     */
    MessageCreateParams summary(boolean shortened) {
        var all = new ArrayList<Part>();
        for (var part : parts) {
            var blocks = part.blocks().stream();
            all.add(
                    new Part(
                            part.byModel(),
                            (shortened ? blocks.map(Conversation::shortened) : blocks).toList()));
        }
        if (all.getLast().byModel()) {
            all.add(new Part(false, List.of(text(SUMMARISE))));
        } else {
            var last = new ArrayList<>(all.removeLast().blocks());
            last.add(text(SUMMARISE));
            all.add(new Part(false, last));
        }
        var params = params(all);
        // without tools there is no choice of them
        return (offer.isEmpty() ? params : params.toolChoice(ToolChoiceNone.builder().build()))
                .build();
    }

    /** Begins anew with the task, the steers, and what the model wrote down. */
    void restart(String summary) {
        parts.clear();
        add(task);
        steers.forEach(this::add);
        add(SUMMARISED.formatted(summary));
    }

    private MessageCreateParams.Builder params(List<Part> said) {
        var params =
                MessageCreateParams.builder()
                        .model(model)
                        .maxTokens(maxTokens)
                        .systemOfTextBlockParams(
                                List.of(
                                        TextBlockParam.builder()
                                                .text(instructions)
                                                .cacheControl(MARK)
                                                .build()));
        offer.tools(params);
        // the last word is the model's own after a pause; then the mark stands before it
        var marked = said.getLast().byModel() ? said.size() - 2 : said.size() - 1;
        for (var i = 0; i < said.size(); i++) {
            var blocks = i == marked ? marked(said.get(i).blocks()) : said.get(i).blocks();
            params.addMessage(
                    said.get(i).byModel()
                            ? MessageParam.ofAssistantOfContentBlockParams(blocks)
                            : MessageParam.ofUserOfContentBlockParams(blocks));
        }
        return params;
    }

    private static List<ContentBlockParam> marked(List<ContentBlockParam> blocks) {
        var marked = new ArrayList<>(blocks);
        marked.add(mark(marked.removeLast()));
        return marked;
    }

    private static ContentBlockParam mark(ContentBlockParam block) {
        return block.text()
                .map(it -> ContentBlockParam.ofText(it.toBuilder().cacheControl(MARK).build()))
                .or(() ->
                        block.toolResult()
                                .map(it ->
                                        ContentBlockParam.ofToolResult(
                                                it.toBuilder().cacheControl(MARK).build())))
                .orElse(block);
    }

    private static ContentBlockParam shortened(ContentBlockParam block) {
        return block.toolResult()
                .map(it ->
                        ContentBlockParam.ofToolResult(
                                it.toBuilder().content(Conversation.stub(it)).build()))
                .orElse(block);
    }

    private static String stub(ToolResultBlockParam result) {
        var text = result.content().flatMap(it -> it.string()).orElse("");
        return text.length() <= STUB ? text : text.substring(0, STUB) + "\n[… left out]";
    }

    /** A blank text is said by models and refused by the API. */
    private static boolean isSaid(ContentBlock block) {
        return block.text().filter(it -> it.text().isBlank()).isEmpty();
    }

    private static ContentBlockParam text(String text) {
        return ContentBlockParam.ofText(text);
    }
}
