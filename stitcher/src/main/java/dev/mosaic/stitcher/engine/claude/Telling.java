package dev.mosaic.stitcher.engine.claude;

import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineEvent.Note;
import dev.mosaic.stitcher.engine.EngineEvent.ToolUsed;
import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import dev.mosaic.stitcher.engine.RunResult;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/**
 * What a run tells: in bounded memory, and never with the run's token, which a server may repeat in
 * an error. Told by one thread.
 */
final class Telling {
    private static final int MOST_EVENTS = 20_000;
    private static final int LONGEST_LINE = 500;
    private static final int LONGEST_NOTE = 4_000;

    private final Sinks.Many<EngineEvent> events = Sinks.many().replay().all();
    private final Sinks.One<RunResult> result = Sinks.one();
    private final String token;
    private Usage usage = Usage.NOTHING;
    private int told;

    /**
     * @param token empty if there is none
     */
    Telling(String token) {
        this.token = token;
    }

    Flux<EngineEvent> events() {
        return events.asFlux();
    }

    Mono<RunResult> result() {
        return result.asMono();
    }

    void tell(EngineEvent event) {
        if (told < MOST_EVENTS) {
            told++;
            events.emitNext(event, EmitFailureHandler.FAIL_FAST);
        }
    }

    void note(String text) {
        if (!text.isBlank()) {
            tell(new Note(clean(text, LONGEST_NOTE)));
        }
    }

    void used(String tool, String summary, boolean succeeded) {
        var line = clean(summary, LONGEST_LINE).replaceAll("\\s+", " ").strip();
        tell(new ToolUsed(clean(tool, LONGEST_LINE), line, succeeded));
    }

    /** Tokens on top of those so far. */
    void spent(Usage more) {
        if (!more.equals(Usage.NOTHING)) {
            usage =
                    new Usage(
                            usage.input() + more.input(),
                            usage.output() + more.output(),
                            usage.cacheRead() + more.cacheRead(),
                            usage.cacheWrite() + more.cacheWrite());
            tell(usage);
        }
    }

    /** The events first: who has the result has seen all of them. */
    void end(RunResult how) {
        events.emitComplete(EmitFailureHandler.FAIL_FAST);
        result.emitValue(
                switch (how) {
                    case RunResult.Stopped(var summary, var turns) ->
                            new RunResult.Stopped(clean(summary, LONGEST_NOTE), turns);
                    case RunResult.Crashed(var detail, var passing, var turns) ->
                            new RunResult.Crashed(clean(detail, LONGEST_NOTE), passing, turns);
                    case RunResult.Aborted aborted -> aborted;
                },
                EmitFailureHandler.FAIL_FAST);
    }

    /** First without the token, then cut: half a token would be one too. */
    String clean(String text, int limit) {
        var clean = token.isEmpty() ? text : text.replace(token, "***");
        return clean.length() <= limit ? clean : clean.substring(0, limit) + "…";
    }
}
