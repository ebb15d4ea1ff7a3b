package dev.mosaic.stitcher.engine.claude;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.MessageCreateParams;
import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import dev.mosaic.stitcher.failure.Failure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Asks the model of one run, and again where that may help: nothing of an answer has happened
 * before it is whole. Blocking; used by the run's thread, which must be a virtual one: only there
 * does an interrupt end a read from the network at once.
 */
final class ModelLine {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LATER = Duration.ofMinutes(1);

    /** Tries whose answer had begun cost tokens, so they are counted and not only timed. */
    private static final int MOST_BROKEN = 5;

    private final AnthropicClient client;
    private final Duration patience;
    private final Duration firstPause;
    private final CountDownLatch closed = new CountDownLatch(1);

    ModelLine(AnthropicClient client, Duration patience, Duration firstPause) {
        this.client = client;
        this.patience = patience;
        this.firstPause = firstPause;
    }

    /** Who hears of an answer before it is whole. */
    interface Listener {
        /** Tokens of one try, also of one that broke. */
        void spent(Usage usage);

        /** What keeps the model from answering, in a sentence. */
        void remark(String sentence);
    }

    /** The conversation is longer than the model can read. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong(String message) {
            super(message);
        }
    }

    /**
     * From now on nothing is asked any more. From any thread; whoever asks is to be interrupted.
     */
    void close() {
        closed.countDown();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /**
     * @throws Failure.Never if asking again cannot help
     * @throws Failure.Later if it did not help for {@code mosaic.engine.claude.patience}
     * @throws TooLong if the conversation is to be shortened first
     * @throws InterruptedException when the line was closed
     */
    Answer ask(MessageCreateParams params, Listener listener) throws InterruptedException {
        var begun = System.nanoTime();
        var broken = 0;
        for (var tries = 1; ; tries++) {
            switch (attempt(params, listener)) {
                case Answer answer -> {
                    return answer;
                }
                case Trouble.Hopeless(var sentence) -> throw new Failure.Never(sentence, null);
                case Trouble.TooLong(var sentence) -> throw new TooLong(sentence);
                case Trouble.Passing passing -> {
                    broken += passing.broke() ? 1 : 0;
                    var pause = pause(passing, tries);
                    var left = patience.minusNanos(System.nanoTime() - begun);
                    if (broken >= MOST_BROKEN || pause.compareTo(left) > 0) {
                        var all = "%s It was asked %d times.".formatted(passing.sentence(), tries);
                        throw new Failure.Later(all, LATER, null);
                    }
                    listener.remark(passing.sentence() + " It is asked again.");
                    if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                        throw new InterruptedException();
                    }
                }
            }
        }
    }

    private Heard attempt(MessageCreateParams params, Listener listener)
            throws InterruptedException {
        var hearing = new Hearing();
        try (var stream = client.messages().createStreaming(params)) {
            for (var events = stream.stream().iterator(); events.hasNext(); ) {
                hearing.hear(events.next());
                stopIfClosed();
            }
            stopIfClosed();
            return hearing.answer();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // what an interrupt does to a connection has many names
            stopIfClosed();
            return Trouble.of(e, hearing.hasBegun());
        } finally {
            listener.spent(hearing.usage());
        }
    }

    private void stopIfClosed() throws InterruptedException {
        if (isClosed()) {
            throw new InterruptedException();
        }
    }

    /** What the server asks for; else twice as long from try to try, and never quite the same. */
    private Duration pause(Trouble.Passing passing, int tries) {
        if (passing.pause() != null) {
            return passing.pause();
        }
        var doubled = firstPause.multipliedBy(1L << Math.min(tries - 1, 10));
        var longest = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        var percent = ThreadLocalRandom.current().nextInt(75, 126);
        return longest.multipliedBy(percent).dividedBy(100);
    }
}
