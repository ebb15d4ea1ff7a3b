package dev.mosaic.stitcher.api;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvents;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Jobs;
import dev.mosaic.stitcher.job.RecordedEvent;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/**
 * Follows the log of one job, every line once and in order, until the job is over.
 *
 * <p>The log in PostgreSQL is the buffer: lines are read in groups, and only when the reader has
 * taken those before, so a stream holds at most one group in memory however long the log is. A
 * database that is away for a while is news that come late, not an error.
 */
@Component
final class EventFeed {
    private static final Logger log = LoggerFactory.getLogger(EventFeed.class);
    private static final Set<String> ENDS =
            Set.of("job.completed", "job.failed", "job.cancelled", "job.quarantined");

    private final Jobs jobs;
    private final JobEvents events;
    private final ApiSettings settings;

    EventFeed(Jobs jobs, JobEvents events, ApiSettings settings) {
        this.jobs = jobs;
        this.events = events;
        this.settings = settings;
    }

    /** Lines after {@code seq}. Completes after the last line of a final job. */
    Flux<RecordedEvent> follow(Job job, int seq) {
        return Flux.defer(() -> new Reader(job.id(), seq, job.status().isFinal()).lines());
    }

    /** One subscription. Its fields are touched by one look after the other, never by two. */
    private final class Reader {
        private final JobId job;
        private int seq;
        private boolean more;
        private boolean perhapsOver;

        Reader(JobId job, int seq, boolean perhapsOver) {
            this.job = job;
            this.seq = seq;
            this.perhapsOver = perhapsOver;
        }

        Flux<RecordedEvent> lines() {
            // a tick that comes during a look is kept, and leads to the next one
            return Flux.merge(
                            events.ticks(),
                            Flux.interval(settings.streamPoll()).onBackpressureDrop())
                    .onBackpressureLatest()
                    .startWith(0L)
                    .concatMap(_ -> look(), 1)
                    .dematerialize();
        }

        /** All there is to read now, then the end if there is one, then a pause. */
        private Flux<Signal<RecordedEvent>> look() {
            var news = Flux.defer(this::group).repeat(() -> more).map(Signal::next);
            var pause =
                    Mono.delay(settings.streamPause()).then(Mono.<Signal<RecordedEvent>>empty());
            return Flux.concat(news, Mono.defer(this::end), pause);
        }

        private Flux<RecordedEvent> group() {
            more = false;
            return Detached.list(events.of(job, seq, settings.streamBuffer()))
                    .onErrorResume(Outage::isOne, _ -> Mono.just(List.of()))
                    .flatMapIterable(this::withoutGap);
        }

        /** Stops before a gap: the log has none, so the line will be there at the next look. */
        private List<RecordedEvent> withoutGap(List<RecordedEvent> group) {
            for (var i = 0; i < group.size(); i++) {
                var line = group.get(i);
                if (line.seq() != seq + 1) {
                    log.atWarn()
                            .addKeyValue("job", job)
                            .addKeyValue("expected", seq + 1)
                            .addKeyValue("found", line.seq())
                            .log("met a gap in a job log");
                    return group.subList(0, i);
                }
                seq = line.seq();
                perhapsOver = ENDS.contains(line.type()) || perhapsOver && !isRestart(line);
            }
            more = group.size() == settings.streamBuffer();
            return group;
        }

        private static boolean isRestart(RecordedEvent line) {
            return "job.retried".equals(line.type());
        }

        private Mono<Signal<RecordedEvent>> end() {
            if (!perhapsOver) {
                return Mono.empty();
            }
            return Detached.mono(jobs.find(job))
                    .filter(now -> now.status().isFinal() && now.lastSeq() <= seq)
                    .map(_ -> Signal.<RecordedEvent>complete())
                    .onErrorResume(Outage::isOne, _ -> Mono.empty());
        }
    }
}
