package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.model.ModelEndpoint;
import dev.mosaic.stitcher.model.OpenRun;
import dev.mosaic.stitcher.model.RunWatch;
import dev.mosaic.stitcher.model.ledger.Reserved;
import dev.mosaic.stitcher.model.ledger.Standing;
import dev.mosaic.stitcher.model.ledger.Tokens;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The model of one run: the way there, and what was heard of its calls. Threads of the network only
 * note here; the supervisor's thread reads it, and acts.
 */
final class ModelUse implements RunWatch, AutoCloseable {
    /** Calls that the end cut off are settled by then, or count as a whole. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Reserved.@Nullable Exceeded> refusal = new AtomicReference<>();
    private volatile @Nullable OpenRun open;
    private volatile boolean closed;

    /** Something that was heard. */
    sealed interface Heard {
        record Called(Tokens tokens, BigDecimal cost) implements Heard {}

        record Warned(Standing standing) implements Heard {}

        /** The first refusal only: the run ends by it. */
        record Refused(Reserved.Exceeded refusal) implements Heard {}
    }

    /** The way is there. Whoever waited for it may have given up: then it is closed at once. */
    void opened(OpenRun run) {
        open = run;
        if (closed) {
            run.close();
        }
    }

    /** Null if the engine asks no model of ours. */
    @Nullable ModelEndpoint endpoint() {
        var run = open;
        return run == null ? null : run.endpoint();
    }

    /** The same as programs in a sandbox reach it. @param server as {@code SandboxHandle#server} */
    @Nullable ModelEndpoint endpointAt(@Nullable URI server) {
        var run = open;
        return run == null || server == null ? endpoint() : run.endpointAt(server);
    }

    /** {@code provider/model}; null as {@link #endpoint}. */
    @Nullable String model() {
        var run = open;
        return run == null ? null : run.model().toString();
    }

    /** True if the calls are counted here, so that an engine need not say what it used. */
    boolean isCounted() {
        return open != null;
    }

    /** What was heard next; null if nothing. */
    @Nullable Heard next() {
        return heard.poll();
    }

    /** The call that a budget forbade; null while none was. */
    Reserved.@Nullable Exceeded refusal() {
        return refusal.get();
    }

    /** From now on nothing of the run reaches the model. From any thread; does not wait. */
    @Override
    public void close() {
        closed = true;
        var run = open;
        if (run != null) {
            run.close();
        }
    }

    /** Waits a moment until every call is paid for. */
    void settle() throws InterruptedException {
        var run = open;
        if (run != null) {
            Await.maybe(run.settled().timeout(SETTLING).onErrorComplete());
        }
    }

    @Override
    public void called(Tokens tokens, BigDecimal cost) {
        heard.add(new Heard.Called(tokens, cost));
    }

    @Override
    public void warned(Standing standing) {
        heard.add(new Heard.Warned(standing));
    }

    @Override
    public void exceeded(Reserved.Exceeded exceeded) {
        if (refusal.compareAndSet(null, exceeded)) {
            heard.add(new Heard.Refused(exceeded));
        }
    }
}
