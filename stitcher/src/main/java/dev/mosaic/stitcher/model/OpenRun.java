package dev.mosaic.stitcher.model;

import dev.mosaic.stitcher.model.ledger.Account;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The way of one run to its model, from {@link ModelAccess#open} to {@link #close}. Safe for
 * several threads.
 */
public final class OpenRun implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Account account;
    private final Model model;
    private final RunWatch watch;
    private final ModelEndpoint endpoint;
    private final Runnable forget;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger debts = new AtomicInteger();

    OpenRun(Account account, Model model, RunWatch watch, ModelEndpoint endpoint, Runnable forget) {
        this.account = account;
        this.model = model;
        this.watch = watch;
        this.endpoint = endpoint;
        this.forget = forget;
    }

    public Account account() {
        return account;
    }

    public Model model() {
        return model;
    }

    public RunWatch watch() {
        return watch;
    }

    /** As it is reached from this machine, or from where {@code mosaic.model.proxy-url} is. */
    public ModelEndpoint endpoint() {
        return endpoint;
    }

    /** As it is reached through a forwarder. @param server its address, without a path */
    public ModelEndpoint endpointAt(URI server) {
        return new ModelEndpoint(
                server.resolve(endpoint.baseUrl().getRawPath()),
                endpoint.token(),
                endpoint.model(),
                endpoint.window());
    }

    /**
     * From now on its token opens nothing, and the calls under way are cut off at both ends. Again
     * does nothing. Does not wait.
     */
    @Override
    public void close() {
        forget.run();
        end.complete(null);
    }

    public boolean isClosed() {
        return end.isDone();
    }

    /** Completes when it is closed. */
    public Mono<Void> closed() {
        return Mono.fromFuture(end, true);
    }

    /** Begins a call, unless {@code most} are under way. Whoever begins one ends it. */
    public boolean begin(int most) {
        return calls.getAndUpdate(now -> now < most ? now + 1 : now) < most;
    }

    /** Ends a call. */
    public void end() {
        calls.decrementAndGet();
    }

    /** How many calls are under way. */
    public int calls() {
        return calls.get();
    }

    /** A call begins that will be settled. */
    public void owe() {
        debts.incrementAndGet();
    }

    /** A call was settled, or never will be; its watch has heard of it. */
    public void paid() {
        debts.decrementAndGet();
    }

    /**
     * Completes when every call so far was settled and told. For after the end: calls that were cut
     * off by it are settled a moment later.
     */
    public Mono<Void> settled() {
        return Flux.interval(Duration.ZERO, LOOK).takeUntil(_ -> debts.get() == 0).then();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "OpenRun[job=%s, agent=%s, model=%s]"
                .formatted(account.job(), account.agent(), model);
    }
}
