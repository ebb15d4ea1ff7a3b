package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.job.store.JobEvents;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Tells the other nodes that the log grew here, and this one that it grew elsewhere. */
@Component
class ValkeyNews implements NewsOfOthers, SmartLifecycle {
    private static final String NEWS = "mosaic:news";

    /** One hint for all commits of that time; the first goes out at once. */
    private static final Duration REST = Duration.ofMillis(10);

    private final JobEvents events;
    private final Valkey valkey;
    private final String me = UUID.randomUUID().toString();
    private final Sinks.Many<Long> heard = Sinks.many().multicast().directBestEffort();
    private Disposable telling = Disposables.disposed();

    ValkeyNews(JobEvents events, Valkey valkey) {
        this.events = events;
        this.valkey = valkey;
        valkey.listen(NEWS, this::hear);
    }

    @Override
    public Flux<Long> ticks() {
        return heard.asFlux()
                .onBackpressureLatest()
                // the client's threads must not do the readers' work
                .publishOn(Schedulers.parallel(), 1);
    }

    @Override
    public void start() {
        telling = events.commits().concatMap(_ -> tell(), 1).subscribe();
    }

    @Override
    public void stop() {
        telling.dispose();
    }

    @Override
    public boolean isRunning() {
        return !telling.isDisposed();
    }

    @Override
    public int getPhase() {
        return Leases.PHASE;
    }

    private Mono<Long> tell() {
        valkey.publish(NEWS, me);
        return Mono.delay(REST);
    }

    private void hear(String sender) {
        if (!sender.equals(me)) {
            synchronized (heard) {
                heard.tryEmitNext(0L);
            }
        }
    }
}
