package dev.mosaic.stitcher.engine.claude;

import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import dev.mosaic.stitcher.engine.EarlierConversation;
import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineEvent.Context;
import dev.mosaic.stitcher.engine.EngineEvent.Steered;
import dev.mosaic.stitcher.engine.EngineEvent.TurnStarted;
import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunResult.Aborted;
import dev.mosaic.stitcher.engine.RunResult.Crashed;
import dev.mosaic.stitcher.engine.RunResult.Stopped;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.Steering;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.ModelEndpoint;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The loop: the model answers, what it asks for is done, and it is asked again. */
final class ClaudeRun implements EngineRun, ModelLine.Listener {
    private static final String INSTRUCTIONS =
            """
            You work alone on a task in a repository. Your tools run in a sandbox, in the folder %s, which holds the repository.
            Paths of the editor are relative to that folder or absolute, and must stay below it.
            Each bash command runs in a new shell, which begins in the folder where the last one ended; variables do not stay. A command may run for %s, and its output is cut after 64 KB. There may be no network.
            When the work is done, answer with a short summary of what you changed and why, without using a tool.
            """;

    private static final String READING =
            """
            You work alone on a task about a repository. Your only tool shows what is in the folder %s of a sandbox, which holds the repository. Nothing can be changed there, and no command can be run.
            Paths are relative to that folder or absolute, and must stay below it.
            """;

    private static final String TALKING = "You work alone on a task, without tools.\n";

    private static final String ANSWER =
            """
            When you are done, answer with one JSON object that fits this JSON Schema, and with nothing else: no words before or behind it, and no fence around it.
            %s
            """;

    private static final String CUT_OFF =
            "Your answer was cut off: it was longer than %d tokens. Go on where it ended.";

    /** Characters of an answer; what is longer was not what anybody asked for. */
    private static final int LONGEST_ANSWER = 64 << 10;

    /** About as many characters of code and English as one token has. */
    private static final int TOKEN = 4;

    private final ClaudeSettings settings;
    private final ModelEndpoint endpoint;
    private final ModelLine line;
    private final Offer offer;
    private final Toolbox tools;
    private final Conversation conversation;
    private final Telling telling;
    private final Steering steering;
    private final String folder;
    private final Repeats repeats = new Repeats();
    private final Thread thread;
    private int turns;
    private long fill;
    private long lastSteer;
    private long readSteer;

    /** Whether the server was asked to hold the last word to its shape, and did not refuse. */
    private boolean shaped;

    /** Written before the result is told: who has that may read the conversation. */
    private volatile boolean ended;

    private volatile @Nullable String answer;

    private ClaudeRun(
            RunSpec spec, ModelEndpoint endpoint, ClaudeSettings settings, ModelLine line) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.line = line;
        this.offer = new Offer(spec.profile(), spec.answer());
        this.shaped = spec.answer() != null;
        this.tools = new Toolbox(spec.profile(), spec.sandbox(), settings.toolLimit());
        this.conversation =
                new Conversation(
                        endpoint.model(),
                        settings.maxTokens(),
                        instructions(spec, settings),
                        spec.prompt(),
                        offer);
        this.telling = new Telling(endpoint.token());
        this.folder = spec.sandbox().workdir().toString();
        this.steering = spec.steering();
        this.lastSteer = steering.before();
        var earlier = spec.conversation();
        if (earlier != null) {
            resume(earlier);
        }
        this.thread = Thread.ofVirtual().name("claude-" + spec.runId()).unstarted(this::play);
    }

    private static String instructions(RunSpec spec, ClaudeSettings settings) {
        var folder = spec.sandbox().workdir();
        var instructions =
                switch (spec.profile().folder()) {
                    case WRITE -> INSTRUCTIONS.formatted(folder, Shell.words(settings.toolLimit()));
                    case READ -> READING.formatted(folder);
                    case NONE -> TALKING;
                };
        return spec.answer() == null
                ? instructions
                : instructions + ANSWER.formatted(spec.answer().strip());
    }

    /**
     * Goes on with an earlier conversation, if that is one of this model and leaves enough room.
     */
    private void resume(EarlierConversation earlier) {
        var written = settings.resume() ? WrittenConversation.read(earlier.body(), folder) : null;
        if (written == null || !written.model().equals(endpoint.model())) {
            return;
        }
        if (written.fill() * 2 >= endpoint.window()) {
            telling.note(
                    "The conversation of the round before fills half of the model's window or more, so this one begins anew.");
            return;
        }
        conversation.goOn(written.parts(), earlier.nextPrompt());
        telling.note("The conversation of the round before goes on.");
    }

    static EngineRun start(
            RunSpec spec, ModelEndpoint endpoint, ClaudeSettings settings, ModelLine line) {
        var run = new ClaudeRun(spec, endpoint, settings, line);
        run.thread.start();
        return run;
    }

    @Override
    public Flux<EngineEvent> events() {
        return telling.events();
    }

    @Override
    public Mono<RunResult> result() {
        return telling.result();
    }

    /** Of a run that stopped by itself: what it says last is the model's. */
    @Override
    public @Nullable String conversation() {
        return ended && settings.resume()
                ? new WrittenConversation(endpoint.model(), folder, fill, conversation.parts())
                        .write()
                : null;
    }

    @Override
    public @Nullable String answer() {
        return answer;
    }

    /** The interrupt ends the stream, a pause and a command of a tool alike, each at once. */
    @Override
    public Mono<Void> abort() {
        return Mono.fromRunnable(() -> {
            line.close();
            thread.interrupt();
        });
    }

    @Override
    public void spent(Usage usage) {
        telling.spent(usage);
    }

    @Override
    public void remark(String sentence) {
        telling.note(sentence);
    }

    private void play() {
        try {
            var result = converse();
            ended = result instanceof Stopped;
            telling.end(result);
        } catch (InterruptedException e) {
            telling.end(new Aborted(turns));
        } catch (RuntimeException | Error e) {
            telling.end(
                    line.isClosed()
                            ? new Aborted(turns)
                            : new Crashed(
                                    String.valueOf(e.getMessage()),
                                    e instanceof Failure.Later,
                                    turns));
        }
    }

    private RunResult converse() throws InterruptedException {
        while (true) {
            var end = turn();
            if (end != null) {
                return end;
            }
            if (fill * 100 >= endpoint.window() * settings.compactAt() && !conversation.isFresh()) {
                summarise(false);
            }
        }
    }

    /** Null if the conversation goes on. */
    private @Nullable RunResult turn() throws InterruptedException {
        Answer answer;
        if (!conversation.isInterrupted()) {
            takeSteers();
        }
        try {
            answer = shaped ? shaped() : ask(conversation.next());
        } catch (ModelLine.TooLong e) {
            summarise(true);
            return null;
        }
        telling.note(answer.words());
        return switch (answer.reason()) {
            case REFUSAL -> refused(answer);
            case MODEL_CONTEXT_WINDOW_EXCEEDED -> {
                summarise(true);
                yield null;
            }
            case PAUSE_TURN -> {
                conversation.add(answer.message());
                yield null;
            }
            case END_TURN, STOP_SEQUENCE, TOOL_USE, MAX_TOKENS, _UNKNOWN -> goOn(answer);
        };
    }

    /**
     * Not every server and model can hold an answer to a shape, and one that cannot refuses the
     * first request. Whoever asked for the answer looks at its shape in any case.
     */
    private Answer shaped() throws InterruptedException {
        try {
            return ask(conversation.shaped());
        } catch (Failure.Never e) {
            if (turns > 1) {
                throw e;
            }
            shaped = false;
            telling.note(
                    "The model's server was asked to hold the answer to its form and refused, so it is asked without. %s"
                            .formatted(e.getMessage()));
            return ask(conversation.next());
        }
    }

    private @Nullable RunResult goOn(Answer answer) throws InterruptedException {
        conversation.add(answer.message());
        var results = new ArrayList<ContentBlockParam>();
        for (var use : answer.uses()) {
            var done = tools.use(use, !answer.unreadable().contains(use.id()));
            telling.used(done.tool(), done.summary(), done.succeeded());
            if (repeats.isTooMuch(use.name(), use._input(), done.succeeded())) {
                return new Crashed(
                        "The agent was stopped because it did the same thing %d times and it failed each time: %s. Say in the issue how to do it, or choose another model with model=…."
                                .formatted(Repeats.MOST, done.summary()),
                        false,
                        turns);
            }
            results.add(result(use, done));
            fill += done.content().length() / TOKEN;
        }
        if (!results.isEmpty()) {
            conversation.add(results);
            return null;
        }
        if (answer.reason() == StopReason.Value.MAX_TOKENS) {
            if (offer.answer() != null) {
                return new Crashed(
                        "The answer was cut off: it was longer than %d tokens (mosaic.engine.claude.max-tokens)."
                                .formatted(settings.maxTokens()),
                        false,
                        turns);
            }
            conversation.add(CUT_OFF.formatted(settings.maxTokens()));
            return null;
        }
        if (takeSteers()) {
            return null;
        }
        if (offer.answer() != null) {
            this.answer = telling.clean(answer.words(), LONGEST_ANSWER);
        }
        return new Stopped(answer.words(), turns);
    }

    /** Whether there were any. */
    private boolean takeSteers() throws InterruptedException {
        var steers = steering.next();
        for (var steer : steers) {
            conversation.steer(steer.text());
            fill += steer.text().length() / TOKEN;
            lastSteer = steer.id();
        }
        return !steers.isEmpty();
    }

    private static ContentBlockParam result(ToolUseBlock use, ToolAnswer done) {
        return ContentBlockParam.ofToolResult(
                ToolResultBlockParam.builder()
                        .toolUseId(use.id())
                        .content(done.content())
                        .isError(!done.succeeded())
                        .build());
    }

    private RunResult refused(Answer answer) {
        var why =
                answer.message()
                        .stopDetails()
                        .flatMap(it -> it.explanation())
                        .map(it -> " (%s)".formatted(it))
                        .orElse("");
        return new Crashed(
                "The model refused to go on%s. Word the issue differently, or choose another model with model=…."
                        .formatted(why),
                false,
                turns);
    }

    /**
     * The conversation becomes the task and what the model writes down of the rest. That is a turn
     * like any other.
     *
     * @param tight whether the conversation does not fit as it is
     */
    private void summarise(boolean tight) throws InterruptedException {
        if (conversation.isFresh()) {
            throw tooLarge();
        }
        telling.note(
                "The conversation fills the model's window of %,d tokens and is summarised."
                        .formatted(endpoint.window()));
        Answer answer;
        try {
            answer = ask(conversation.summary(tight));
        } catch (ModelLine.TooLong e) {
            if (tight) {
                throw tooLarge();
            }
            summarise(true);
            return;
        }
        if (answer.words().isBlank()) {
            throw new Failure.Never(
                    "The conversation filled the model's window, and the model wrote no summary of it to go on with. Split the issue, or choose a model with a larger window with model=….",
                    null);
        }
        telling.note(answer.words());
        conversation.restart(answer.words());
        fill = 0;
    }

    private Failure.Never tooLarge() {
        return new Failure.Never(
                "The task does not fit the model's window of %,d tokens, also when all else is left out. Split the issue, choose a model with a larger window with model=…, or correct its window in mosaic.model.providers."
                        .formatted(endpoint.window()),
                null);
    }

    private Answer ask(MessageCreateParams params) throws InterruptedException {
        turns++;
        telling.tell(new TurnStarted(turns));
        var answer = line.ask(params, this);
        if (lastSteer > readSteer) {
            readSteer = lastSteer;
            telling.tell(new Steered(readSteer));
        }
        if (endpoint.window() > 0) {
            telling.tell(new Context(answer.read(), endpoint.window()));
        }
        fill = answer.read() + answer.usage().output();
        return answer;
    }
}
