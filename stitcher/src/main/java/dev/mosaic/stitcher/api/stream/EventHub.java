package dev.mosaic.stitcher.api.stream;

import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.problem.Outage;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.JobNews;
import dev.mosaic.stitcher.queue.NewsOfOthers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the log of all jobs once for all readers of this process, as long as there is one, into a
 * {@link Ring}, and wakes them. A database that is away for a while is news that come late.
 */
@Component
final class EventHub {
    private static final Logger log = LoggerFactory.getLogger(EventHub.class);
    private static final int RING = 1_024;
    private static final int GROUP = 256;

    /** What is pending belongs, as a rule, to a transaction that is about to end. */
    private static final Duration PENDING = Duration.ofMillis(10);

    private static final int PENDING_LOOKS = 20;

    /** How often readers look although nothing is new, and how often held-up lines are found. */
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final JobEvents events;
    private final JobNews news;
    private final NewsOfOthers others;
    private final JsonMapper json;
    private final ApiSettings settings;
    private volatile Ring ring = new Ring(RING);
    private final Sinks.Many<Long> wakes = Sinks.many().multicast().directBestEffort();
    private final Map<JobId, Integer> followed = new ConcurrentHashMap<>();
    private volatile Map<JobId, Integer> lastSeqs = Map.of();
    private Disposable loop = Disposables.disposed();
    private int readers;

    EventHub(
            JobEvents events,
            JobNews news,
            NewsOfOthers others,
            JsonMapper json,
            ApiSettings settings) {
        this.events = events;
        this.news = news;
        this.others = others;
        this.json = json;
        this.settings = settings;
    }

    Ring ring() {
        return ring;
    }

    Told told(JobNews.Line line) {
        return new Told(line, json);
    }

    /** How many listen. */
    synchronized int readers() {
        return readers;
    }

    /**
     * Ticks at once, when there is something new in the ring, and each second anyway. Never ends,
     * never fails, drops ticks for slow readers.
     */
    Flux<Long> wakes() {
        return Flux.defer(
                        () -> {
                            join();
                            return wakes.asFlux().startWith(0L);
                        })
                .doFinally(_ -> leave())
                .onBackpressureLatest();
    }

    /** As {@link #wakes()}, for a reader that asks {@link #lastSeq} for this job. */
    Flux<Long> wakes(JobId job) {
        return Flux.defer(
                        () -> {
                            followed.merge(job, 1, Integer::sum);
                            return wakes();
                        })
                .doFinally(_ -> followed.computeIfPresent(job, (_, n) -> n == 1 ? null : n - 1));
    }

    /**
     * At least that many lines the job has, seen at the last poll. They may be so new, or behind a
     * transaction that takes so long, that they are not in the ring.
     */
    int lastSeq(JobId job) {
        return lastSeqs.getOrDefault(job, 0);
    }

    private synchronized void join() {
        readers++;
        if (readers == 1) {
            ring = new Ring(RING);
            // merged, so that one signal after the other reaches the readers
            loop = new Reading(ring).signals().subscribe(wakes::tryEmitNext);
        }
    }

    private synchronized void leave() {
        readers--;
        if (readers == 0) {
            loop.dispose();
            ring = new Ring(RING);
            lastSeqs = Map.of();
        }
    }

    /** One stay of the loop, from the first reader to the last, with a ring of its own. */
    private final class Reading {
        private final Ring mine;
        private long position = -1;
        private boolean more;
        private int looks;

        Reading(Ring mine) {
            this.mine = mine;
        }

        Flux<Long> signals() {
            var ticks = Flux.merge(events.ticks(), others.ticks(), every(settings.streamPoll()));
            return Flux.merge(
                    ticks.onBackpressureLatest().concatMap(_ -> read(), 1),
                    every(BEAT).concatMap(_ -> beat(), 1));
        }

        private static Flux<Long> every(Duration time) {
            return Flux.interval(time).onBackpressureDrop();
        }

        /** Signals what is new, then rests for a moment. */
        private Flux<Long> read() {
            looks = 0;
            return Flux.concat(
                    start().thenMany(Flux.defer(this::group).repeat(() -> more))
                            .onErrorResume(EventHub::survive),
                    Mono.delay(settings.streamPause()).then(Mono.empty()));
        }

        private Mono<Void> start() {
            return Mono.defer(() ->
                    position >= 0
                            ? Mono.empty()
                            : Detached.mono(events.newest())
                                    .doOnNext(newest -> {
                                        mine.open(newest);
                                        position = newest;
                                    })
                                    .then());
        }

        private Flux<Long> group() {
            more = false;
            return Detached.mono(news.page(position, JobNews.Filter.ALL, GROUP))
                    .flatMapMany(page -> {
                        page.lines().forEach(line -> mine.add(told(line)));
                        position = page.position();
                        more = page.full() || page.pending() && looks++ < PENDING_LOOKS;
                        var signal = page.lines().isEmpty() ? Mono.<Long>empty() : Mono.just(0L);
                        return page.full() || !more
                                ? Flux.from(signal)
                                : Flux.concat(signal, rest());
                    });
        }

        private static Mono<Long> rest() {
            return Mono.delay(PENDING).then(Mono.empty());
        }

        /** For what the ring does not have: lines behind a transaction that takes long. */
        private Mono<Long> beat() {
            return Detached.mono(news.lastSeqs(Set.copyOf(followed.keySet())))
                    .doOnNext(found -> lastSeqs = found)
                    .thenReturn(0L)
                    .onErrorResume(problem -> survive(problem).thenReturn(0L));
        }
    }

    private static Mono<Long> survive(Throwable problem) {
        if (!Outage.isOne(problem)) {
            log.atError().setCause(problem).log("failed to read the log for its followers");
        }
        return Mono.empty();
    }
}
