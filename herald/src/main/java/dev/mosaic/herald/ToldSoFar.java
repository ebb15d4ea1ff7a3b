package dev.mosaic.herald;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.message.Outbox;
import dev.mosaic.stitcher.job.store.JobEvents;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whether there is anything left to tell. */
@Component
public class ToldSoFar {
    private final JobEvents events;
    private final Messages messages;
    private final Outbox outbox;

    ToldSoFar(JobEvents events, Messages messages, Outbox outbox) {
        this.events = events;
        this.messages = messages;
        this.outbox = outbox;
    }

    /**
     * True if all of a job's log was announced at a place that watches it, and nothing that was to
     * be said anywhere is unsaid. Never empty.
     */
    public Mono<Boolean> everythingOf(JobId job, Origin to) {
        return newestNews(job)
                .zipWith(messages.wantedSeq(job, to), (news, announced) -> announced >= news)
                .filter(isAnnounced -> isAnnounced)
                .flatMap(_ -> outbox.unsent().map(unsent -> unsent == 0))
                .defaultIfEmpty(false);
    }

    private Mono<Integer> newestNews(JobId job) {
        return events.of(job, 0, Integer.MAX_VALUE)
                .filter(it -> News.changesStatus(it.event()))
                .map(RecordedEvent::seq)
                .reduce(0, Math::max);
    }
}
