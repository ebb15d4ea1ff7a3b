package dev.mosaic.stitcher.api.stream;

import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.problem.Outage;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.JobNews;
import dev.mosaic.stitcher.job.store.Jobs;
import java.util.ArrayList;
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
 * <p>A reader begins in the database and goes on with what the hub has read for all. Lines have
 * numbers without a gap, so it sees when one is missing, and reads for itself again. It takes lines
 * in groups, the next when those before were taken, so a stream holds at most one group in memory
 * however long the log is.
 */
@Component
final class JobFeed {
    private static final Logger log = LoggerFactory.getLogger(JobFeed.class);
    private static final Set<String> ENDS =
            Set.of("job.completed", "job.failed", "job.cancelled", "job.quarantined");

    private final Jobs jobs;
    private final JobEvents events;
    private final EventHub hub;
    private final ApiSettings settings;

    JobFeed(Jobs jobs, JobEvents events, EventHub hub, ApiSettings settings) {
        this.jobs = jobs;
        this.events = events;
        this.hub = hub;
        this.settings = settings;
    }

    /** Lines after {@code seq}. Completes after the last line of a final job. */
    Flux<Told> follow(Job job, int seq) {
        return Flux.defer(() -> new Reader(job, seq).lines());
    }

    /** One subscription. Its fields are touched by one look after the other, never by two. */
    private final class Reader {
        private static final long LOST = -1;

        private final JobId job;
        private final String repo;
        private int seq;

        /** Where to go on in the ring, if the reader is not lost. */
        private long index = LOST;

        private boolean more;
        private boolean perhapsOver;

        Reader(Job job, int seq) {
            this.job = job.id();
            this.repo = job.request().issue().repo().key();
            this.seq = seq;
            this.perhapsOver = job.status().isFinal();
        }

        Flux<Told> lines() {
            // a wake-up that comes during a look is kept, and leads to the next one
            return hub.wakes(job).concatMap(_ -> look(), 1).dematerialize();
        }

        /** All there is to read now, then the end if there is one. */
        private Flux<Signal<Told>> look() {
            var news = Flux.defer(this::group).repeat(() -> more).map(Signal::next);
            return Flux.concat(news, Mono.defer(this::end));
        }

        private Flux<Told> group() {
            more = false;
            var shared = fromRing();
            if (more || !shared.isEmpty()) {
                return Flux.fromIterable(shared);
            }
            return index == LOST || hub.lastSeq(job) > seq ? fromDatabase() : Flux.empty();
        }

        private List<Told> fromRing() {
            var mine = new ArrayList<Told>();
            var group = index == LOST ? null : hub.ring().from(index, settings.streamBuffer());
            if (group == null) {
                index = LOST;
                return mine;
            }
            more = !group.isEmpty();
            for (var told : group) {
                index++;
                var line = told.event();
                if (line.job().equals(job) && line.seq() > seq) {
                    if (line.seq() != seq + 1) {
                        index = LOST;
                        return mine;
                    }
                    take(line);
                    mine.add(told);
                }
            }
            return mine;
        }

        private Flux<Told> fromDatabase() {
            // what the ring gets from now on may be in the answer, but nothing can be in neither
            var next = hub.ring().head();
            return Detached.list(events.of(job, seq, settings.streamBuffer()))
                    .doOnNext(group -> {
                        more = group.size() == settings.streamBuffer();
                        index = more ? LOST : next;
                    })
                    .onErrorResume(Outage::isOne, _ -> Mono.just(List.of()))
                    .flatMapIterable(this::withoutGap);
        }

        /** Stops before a gap: the log has none, so the line will be there at the next look. */
        private List<Told> withoutGap(List<RecordedEvent> group) {
            var lines = new ArrayList<Told>();
            for (var line : group) {
                if (line.seq() != seq + 1) {
                    log.atWarn()
                            .addKeyValue("job", job)
                            .addKeyValue("expected", seq + 1)
                            .addKeyValue("found", line.seq())
                            .log("met a gap in a job log");
                    index = LOST;
                    more = false;
                    return lines;
                }
                take(line);
                lines.add(hub.told(new JobNews.Line(line, repo)));
            }
            return lines;
        }

        private void take(RecordedEvent line) {
            seq = line.seq();
            perhapsOver =
                    ENDS.contains(line.type()) || perhapsOver && !"job.retried".equals(line.type());
        }

        private Mono<Signal<Told>> end() {
            if (!perhapsOver) {
                return Mono.empty();
            }
            return Detached.mono(jobs.find(job))
                    .filter(now -> now.status().isFinal() && now.lastSeq() <= seq)
                    .map(_ -> Signal.<Told>complete())
                    .onErrorResume(Outage::isOne, _ -> Mono.empty());
        }
    }
}
