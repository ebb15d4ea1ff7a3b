package dev.mosaic.stitcher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Did its work, and waits with its commit. */
public final class OpenTransaction<T> {
    private final CountDownLatch worked = new CountDownLatch(1);
    private final CountDownLatch may = new CountDownLatch(1);
    private final CompletableFuture<T> end;

    public OpenTransaction(Postgres postgres, Mono<T> work) throws InterruptedException {
        var held =
                work.delayUntil(_ ->
                        Mono.fromCallable(this::hold).subscribeOn(Schedulers.boundedElastic()));
        end = postgres.transactions().transactional(held).toFuture();
        assertThat(worked.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private boolean hold() throws InterruptedException {
        worked.countDown();
        return may.await(20, TimeUnit.SECONDS);
    }

    /** Lets whoever was started meanwhile come to its wait, then commits. */
    public T commit() throws Exception {
        await().during(Duration.ofMillis(300)).until(() -> !end.isDone());
        may.countDown();
        return end.get(20, TimeUnit.SECONDS);
    }
}
