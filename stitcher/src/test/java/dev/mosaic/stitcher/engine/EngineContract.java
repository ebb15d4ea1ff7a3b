package dev.mosaic.stitcher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.engine.EngineEvent.TurnStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** What every engine keeps. */
@Timeout(60)
public abstract class EngineContract extends EngineScene {
    /** An engine whose runs write {@code made.txt} in at least one turn and stop. */
    protected abstract Engine writing() throws IOException;

    /** An engine whose runs make the file {@code beat} grow and go on until they are aborted. */
    protected abstract Engine endless() throws IOException;

    /** An engine whose runs break. */
    protected abstract Engine breaking() throws IOException;

    /**
     * An engine whose runs make the file {@code beat} grow in a child process, and do not listen to
     * an abort.
     */
    protected abstract Engine stubborn() throws IOException;

    /** An engine whose runs print without end until they are aborted, and touch {@code up}. */
    protected abstract Engine flooding() throws IOException;

    @Test
    void aRunWorksInTheSandboxAndStops() throws Exception {
        var run = writing().start(spec(1));

        assertThat(run.result().block(LIMIT)).isInstanceOf(RunResult.Stopped.class);
        assertThat(workdir.resolve("made.txt")).exists();
    }

    @Test
    void everySubscriberHearsEverythingAlsoAfterwards() throws Exception {
        var run = writing().start(spec(1));
        var first = run.events().collectList().block(LIMIT);
        run.result().block(LIMIT);

        assertThat(first).first().isEqualTo(new TurnStarted(1));
        assertThat(run.events().collectList().block(LIMIT)).isEqualTo(first);
    }

    @Test
    void theResultCountsTheTurnsThatWereTold() throws Exception {
        var run = writing().start(spec(1));
        var turns = run.events().ofType(TurnStarted.class).count().block(LIMIT);

        assertThat(run.result().block(LIMIT).turns()).isEqualTo(turns.intValue());
    }

    @Test
    void theResultIsTheSameForEverybody() throws Exception {
        var run = writing().start(spec(1));

        assertThat(run.result().block(LIMIT)).isSameAs(run.result().block(LIMIT));
        run.abort().block(LIMIT);
        assertThat(run.result().block(LIMIT)).isInstanceOf(RunResult.Stopped.class);
    }

    @Test
    void startDoesNotWaitForTheRun() throws Exception {
        var run = endless().start(spec(1));

        assertThat(run.result().timeout(Duration.ofMillis(50), Mono.empty()).block(LIMIT)).isNull();
        run.abort().block(LIMIT);
        run.result().block(LIMIT);
    }

    @Test
    void abortEndsTheRunAndIsIdempotent() throws Exception {
        var run = endless().start(spec(1));
        await().atMost(LIMIT).until(() -> Files.exists(workdir.resolve("beat")));

        run.abort().block(LIMIT);
        run.abort().block(LIMIT);

        assertThat(run.result().block(LIMIT)).isInstanceOf(RunResult.Aborted.class);
        assertThat(run.events().collectList().block(LIMIT)).isNotEmpty();
    }

    @Test
    void thereIsOneResultAlsoAfterAnAbort() throws Exception {
        var run = endless().start(spec(1));
        await().atMost(LIMIT).until(() -> Files.exists(workdir.resolve("beat")));
        run.abort().block(LIMIT);
        var results = run.result().flux().collectList().block(LIMIT);

        run.abort().block(LIMIT);

        assertThat(results).hasSize(1);
        assertThat(run.result().block(LIMIT)).isSameAs(results.getFirst());
    }

    @Test
    void whoDoesNotListenEndsWithItsSandbox() throws Exception {
        var run = stubborn().start(spec(1));
        var beat = workdir.resolve("beat");
        await().atMost(LIMIT).until(() -> Files.exists(beat));
        run.abort().timeout(Duration.ofSeconds(2)).onErrorComplete().block(LIMIT);
        var size = Files.size(beat);
        await().atMost(LIMIT).until(() -> Files.size(beat) > size);

        assertThat(sandbox.kill()).isEmpty();

        assertThat(run.result().block(LIMIT)).isNotInstanceOf(RunResult.Stopped.class);
        var last = Files.size(beat);
        await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> Files.size(beat) == last);
    }

    @Test
    void outputWithoutEndNeitherHoldsUpNorFillsUp() throws Exception {
        var run = flooding().start(spec(1));
        await().atMost(LIMIT).until(() -> Files.exists(workdir.resolve("up")));

        run.abort().block(LIMIT);

        assertThat(run.result().block(LIMIT)).isInstanceOf(RunResult.Aborted.class);
        assertThat(run.events().count().block(LIMIT)).isLessThanOrEqualTo(20_000);
    }

    @Test
    void abortBeforeTheFirstTurnEndsTheRunToo() throws Exception {
        var run = endless().start(spec(1));
        run.abort().block(LIMIT);

        assertThat(run.result().block(LIMIT)).isInstanceOf(RunResult.Aborted.class);
    }

    @Test
    void nothingRunsAfterTheResult() throws Exception {
        var run = endless().start(spec(1));
        var beat = workdir.resolve("beat");
        await().atMost(LIMIT).until(() -> Files.exists(beat));
        run.abort().block(LIMIT);
        run.result().block(LIMIT);

        var size = Files.size(beat);
        await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> Files.size(beat) == size);
    }

    @Test
    void aRunThatBreaksSaysWhyOnce() throws Exception {
        var run = breaking().start(spec(1));

        assertThat(run.result().block(LIMIT))
                .isInstanceOfSatisfying(
                        RunResult.Crashed.class, crash -> assertThat(crash.detail()).isNotBlank());
        assertThat(run.events().collectList().block(LIMIT)).isNotNull();
    }

    @Test
    void aSandboxThatIsKilledEndsTheRun() throws Exception {
        var run = endless().start(spec(1));
        await().atMost(LIMIT).until(() -> Files.exists(workdir.resolve("beat")));

        sandbox.kill();

        assertThat(run.result().block(LIMIT)).isNotInstanceOf(RunResult.Stopped.class);
    }

    @Test
    void itSaysWhatItIs() throws Exception {
        assertThat(writing().name()).matches("[a-z][a-z0-9-]*");
        assertThat(writing().description()).endsWith(".").doesNotContain("\n");
        assertThat(List.of(writing().unavailable(), endless().unavailable()))
                .allMatch(o -> o.isEmpty());
    }

    protected RunSpec spec(int round) {
        return new RunSpec("run-1", round, sandbox, "do it", null, null);
    }
}
