package dev.mosaic.herald;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.message.Cursors;
import dev.mosaic.stitcher.job.store.JobEvents;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the log of all jobs and has it written down what is to be told. One transaction per batch
 * holds that and the cursor, so a batch is worked off once, however many processes read and
 * wherever one of them dies.
 */
@Component
class Herald {
    static final String READER = "herald";

    private static final Logger log = LoggerFactory.getLogger(Herald.class);

    private final JobEvents events;
    private final Cursors cursors;
    private final Announcements announcements;
    private final TransactionalOperator transactions;
    private final Bell bell;
    private final HeraldSettings settings;

    /** Where the cursor was last; nothing while that is not known. A stale one is found out. */
    private volatile @Nullable Long known;

    Herald(
            JobEvents events,
            Cursors cursors,
            Announcements announcements,
            TransactionalOperator transactions,
            Bell bell,
            HeraldSettings settings) {
        this.events = events;
        this.cursors = cursors;
        this.announcements = announcements;
        this.transactions = transactions;
        this.bell = bell;
        this.settings = settings;
    }

    /**
     * Works off one batch.
     *
     * @return how many lines it held; 0 if there is nothing new
     */
    Mono<Integer> readOn() {
        return Mono.defer(() -> Mono.justOrEmpty(known))
                .switchIfEmpty(Mono.defer(() -> cursors.position(READER)))
                .doOnNext(position -> known = position)
                .flatMap(this::readOnFrom)
                .doOnError(_ -> known = null);
    }

    private Mono<Integer> readOnFrom(long position) {
        return events.after(position, settings.batch())
                .collectList()
                .filter(batch -> !batch.isEmpty())
                .doOnNext(_ -> Failpoint.NEWS_READ.pass())
                .flatMap(batch -> workOff(position, batch).thenReturn(batch.size()))
                .defaultIfEmpty(0);
    }

    private Mono<Void> workOff(long position, List<RecordedEvent> batch) {
        return advance(position, batch.getLast().pos())
                .then(announce(batch))
                .as(transactions::transactional)
                .doOnSuccess(_ -> known = batch.getLast().pos())
                .doOnSuccess(_ -> Failpoint.NEWS_ANNOUNCED.pass())
                .doOnSuccess(_ -> bell.ring())
                .onErrorResume(Overtaken.class, _ -> overtaken(position));
    }

    /** Goes first: it makes a second process wait here, and not after all the work. */
    private Mono<Void> advance(long from, long to) {
        return cursors.advance(READER, from, to)
                .onErrorMap(IllegalStateException.class, Overtaken::new);
    }

    private Mono<Void> announce(List<RecordedEvent> batch) {
        return Flux.fromIterable(byJob(batch).entrySet())
                .concatMap(it -> announcements.of(it.getKey(), News.in(it.getValue())))
                .then();
    }

    private static LinkedHashMap<JobId, List<RecordedEvent>> byJob(
            Collection<RecordedEvent> batch) {
        return batch.stream()
                .collect(
                        Collectors.groupingBy(
                                RecordedEvent::job, LinkedHashMap::new, Collectors.toList()));
    }

    private Mono<Void> overtaken(long position) {
        known = null;
        return Mono.fromRunnable(() ->
                log.atDebug()
                        .addKeyValue("position", position)
                        .log("another process told of these lines first"));
    }

    /** Another process moved the cursor first; the transaction is undone. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken(Throwable cause) {
            super(cause);
        }
    }
}
