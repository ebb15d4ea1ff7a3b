package dev.mosaic.herald;

import dev.mosaic.stitcher.job.message.Effect;
import dev.mosaic.stitcher.job.message.Outbox;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** An outbox whose connection breaks at chosen moments. */
final class BreakingOutbox extends Outbox {
    private final AtomicInteger sentUntilBreak = new AtomicInteger(-1);
    private final AtomicInteger addsUntilBreak = new AtomicInteger(-1);
    private final AtomicInteger adds = new AtomicInteger();

    BreakingOutbox(DatabaseClient db) {
        super(db);
    }

    void breakNextSent() {
        sentUntilBreak.set(1);
    }

    /** The n-th add from now breaks. */
    void breakAdd(int n) {
        addsUntilBreak.set(n);
    }

    @Override
    public Mono<Void> sent(Pending pending, String remoteId) {
        return Mono.defer(() ->
                sentUntilBreak.decrementAndGet() == 0
                        ? Mono.error(new IllegalArgumentException("cut off"))
                        : super.sent(pending, remoteId));
    }

    int adds() {
        return adds.get();
    }

    @Override
    public Mono<Boolean> add(Effect effect) {
        adds.incrementAndGet();
        return Mono.defer(() ->
                addsUntilBreak.decrementAndGet() == 0
                        ? Mono.error(new IllegalArgumentException("cut off"))
                        : super.add(effect));
    }
}
