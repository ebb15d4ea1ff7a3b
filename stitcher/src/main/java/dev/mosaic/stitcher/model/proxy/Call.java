package dev.mosaic.stitcher.model.proxy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.Models;
import dev.mosaic.stitcher.model.OpenRun;
import dev.mosaic.stitcher.model.ledger.Bill;
import dev.mosaic.stitcher.model.ledger.DatedPrice;
import dev.mosaic.stitcher.model.ledger.Ledger;
import dev.mosaic.stitcher.model.ledger.Price;
import dev.mosaic.stitcher.model.ledger.Reserved;
import dev.mosaic.stitcher.model.ledger.Standing;
import dev.mosaic.stitcher.model.proxy.Refused.Kind;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The money of one call: reserved before it, settled once after it, whichever way it ends. Work on
 * the ledger goes on when the agent hangs up.
 */
final class Call {
    private static final Logger log = LoggerFactory.getLogger(Call.class);

    /** The answer waits no longer than this for the ledger; the reservation lapses otherwise. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final OpenRun run;
    private final AtomicBoolean settled = new AtomicBoolean();
    private final CompletableFuture<Held> reservation = new CompletableFuture<>();
    private volatile Supplier<Bill> bill = () -> Bill.NOTHING;

    Call(Ledger ledger, OpenRun run) {
        this.ledger = ledger;
        this.run = run;
        run.owe();
    }

    /** Money that is held, and the price by which it was computed. */
    private record Held(UUID id, Price price) {}

    /** Completes when the call may be made; {@link Refused} if it may not. */
    Mono<Void> reserve(Models models, Estimate estimate, Duration lifetime) {
        var work =
                models.likelyPrice(run.model())
                        .flatMap(price -> reserve(price, models, estimate, lifetime));
        return Mono.fromFuture(
                        () -> work.doOnError(reservation::completeExceptionally).toFuture(), true)
                .timeout(PATIENCE)
                .onErrorMap(Call::refused)
                .flatMap(this::decide);
    }

    /** A price that was set since is looked up and tried in its turn. */
    private Mono<Reserved> reserve(
            DatedPrice price, Models models, Estimate estimate, Duration lifetime) {
        var most = price.price().most(estimate.read(), estimate.written());
        return ledger.reserve(run.account(), new Ledger.Call(price, most, lifetime))
                .flatMap(reserved ->
                        reserved instanceof Reserved.Outdated
                                ? models.price(run.model())
                                        .flatMap(now -> reserve(now, models, estimate, lifetime))
                                : Mono.just(reserved).doOnNext(it -> remember(it, price.price())));
    }

    /** From now on an end of the call costs so much. */
    void costs(Supplier<Bill> bill) {
        this.bill = bill;
    }

    /**
     * Settles what the call costs, if nobody did. Completes when it is settled, and never fails: a
     * reservation that cannot be settled lapses.
     */
    Mono<Void> settle() {
        return Mono.fromFuture(this::end, true).timeout(PATIENCE).onErrorComplete();
    }

    /** As {@link #settle}, for who does not wait. Goes on by itself. */
    CompletableFuture<Void> end() {
        if (!settled.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        return reservation
                .thenCompose(held -> settle(held, bill.get()).toFuture())
                .<Void>thenApply(_ -> null)
                .whenComplete((_, _) -> run.paid());
    }

    private Mono<Boolean> settle(Held held, Bill used) {
        return ledger.settle(held.id(), held.price(), used)
                .doOnNext(_ -> tell(used, held.price()))
                .doOnError(e ->
                        log.atWarn()
                                .addKeyValue("job", run.account().job())
                                .addKeyValue("reservation", held.id())
                                .setCause(e)
                                .log("a call of a model could not be settled and will lapse"))
                .onErrorReturn(false);
    }

    private void remember(Reserved reserved, Price price) {
        switch (reserved) {
            case Reserved.Granted(var id, _) -> reservation.complete(new Held(id, price));
            case Reserved.Exceeded _, Reserved.Outdated _ -> reservation.cancel(false);
        }
    }

    private Mono<Void> decide(Reserved reserved) {
        return switch (reserved) {
            case Reserved.Granted(_, var warnings) ->
                    Mono.fromRunnable(() -> warnings.forEach(this::warn));
            case Reserved.Exceeded refusal -> Mono.error(() -> exceeded(refusal));
            case Reserved.Outdated _ -> throw new IllegalStateException("its price was looked up");
        };
    }

    private void warn(Standing standing) {
        log.atInfo()
                .addKeyValue("job", run.account().job())
                .addKeyValue("scope", standing.scope())
                .addKeyValue("held", standing.held())
                .addKeyValue("limit", standing.limit())
                .log("a budget is nearly used up");
        quietly(() -> run.watch().warned(standing));
    }

    private Refused exceeded(Reserved.Exceeded refusal) {
        quietly(() -> run.watch().exceeded(refusal));
        return new Refused(Kind.BUDGET, refusal.sentence());
    }

    private void tell(Bill used, Price price) {
        if (!used.equals(Bill.NOTHING)) {
            quietly(() -> run.watch().called(used.tokens(), price.of(used.tokens())));
        }
    }

    private void quietly(Runnable word) {
        try {
            word.run();
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("job", run.account().job())
                    .setCause(e)
                    .log("whoever watches a run failed");
        }
    }

    private static Refused refused(Throwable cause) {
        if (cause instanceof Failure) {
            return new Refused(Kind.BUDGET, String.valueOf(cause.getMessage()));
        }
        log.atWarn().setCause(cause).log("a budget could not be asked");
        return new Refused(
                Kind.BUSY,
                "The budget cannot be asked now, because the database does not answer. Try again.");
    }
}
