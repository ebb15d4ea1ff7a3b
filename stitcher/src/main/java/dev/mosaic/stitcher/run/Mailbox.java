package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunResult;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Carries what an engine tells to the job's thread, in order. The result comes last. */
final class Mailbox implements AutoCloseable {
    private static final int MOST = 10_000;

    /** What an engine tells. */
    sealed interface Letter {
        record Told(EngineEvent event) implements Letter {}

        record Ended(RunResult result) implements Letter {}
    }

    private final LinkedBlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
    private final AtomicInteger unread = new AtomicInteger();
    private final Disposable subscription;

    Mailbox(EngineRun run) {
        var events = run.events().subscribe(this::told, _ -> {});
        var result =
                run.result()
                        .subscribe(
                                this::ended,
                                error -> ended(broken("The engine failed: " + error)),
                                // after a value this comes second and is not read any more
                                () -> ended(broken("The engine ended without a result.")));
        this.subscription = Disposables.composite(events, result);
    }

    /** The next letter; null if none comes in time. */
    @Nullable Letter next(Duration wait) throws InterruptedException {
        var letter = letters.poll(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
        if (letter != null) {
            unread.decrementAndGet();
        }
        return letter;
    }

    /** Waits for the result and lays everything before it aside; false if it does not come. */
    boolean awaitEnd(Duration wait) throws InterruptedException {
        var deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            var letter = next(Duration.ofNanos(deadline - System.nanoTime()));
            if (letter == null || letter instanceof Letter.Ended) {
                return letter != null;
            }
        }
    }

    @Override
    public void close() {
        subscription.dispose();
    }

    /** An engine that tells faster than we write is heard in part; what limits count always is. */
    private void told(EngineEvent event) {
        if (unread.get() < MOST || isCounted(event)) {
            put(new Letter.Told(event));
        }
    }

    private static boolean isCounted(EngineEvent event) {
        return switch (event) {
            case EngineEvent.TurnStarted _, EngineEvent.ToolUsed _, EngineEvent.Steered _ -> true;
            case EngineEvent.Usage _, EngineEvent.Context _, EngineEvent.Note _ -> false;
        };
    }

    private void ended(RunResult result) {
        put(new Letter.Ended(result));
    }

    private void put(Letter letter) {
        unread.incrementAndGet();
        letters.add(letter);
    }

    private static RunResult broken(String detail) {
        return new RunResult.Crashed(detail, false, 0);
    }
}
