package dev.mosaic.stitcher.api.stream;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.PageCursor;
import dev.mosaic.stitcher.api.problem.Outage;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.JobNews;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Follows the log of all jobs, or of some, every line once, in the order in which the transactions
 * began that wrote them. Never ends.
 */
@Component
final class LogFeed {
    /** From the first line. */
    static final String START = "start";

    /** From what comes next; also what a reader gets that says nothing. */
    static final String NOW = "now";

    private final JobEvents events;
    private final JobNews news;
    private final EventHub hub;
    private final ApiSettings settings;

    LogFeed(JobEvents events, JobNews news, EventHub hub, ApiSettings settings) {
        this.events = events;
        this.news = news;
        this.hub = hub;
        this.settings = settings;
    }

    /**
     * The place that a reader names; never empty, errors with a {@link Refusal} for one that is
     * none.
     *
     * @param after a cursor, {@code start}, {@code now}, or null
     */
    Mono<Long> position(@Nullable String after) {
        return switch (after) {
            case null -> Detached.mono(events.newest());
            case NOW -> Detached.mono(events.newest());
            case START -> Mono.just(0L);
            default -> known(after);
        };
    }

    private Mono<Long> known(String cursor) {
        return Mono.defer(() -> {
            var position = PageCursor.read(Told.CURSOR, cursor, Long::valueOf);
            return Detached.mono(news.has(position == null ? 0 : position))
                    .flatMap(there ->
                            there && position != null
                                    ? Mono.just(position)
                                    : Mono.error(() -> unknown(cursor)));
        });
    }

    private static Refusal unknown(String cursor) {
        return new Refusal(
                BAD_REQUEST,
                "The log has no event at %s.".formatted(VisibleText.quoted(cursor)),
                "Give the id of the last event that you have seen, `start`, or `now`.");
    }

    Reader open(long position, JobNews.Filter filter) {
        return new Reader(position, filter);
    }

    /** One subscription. Its fields are touched by one look after the other, never by two. */
    final class Reader {
        private final JobNews.Filter filter;
        private volatile long position;
        private boolean more;

        private Reader(long position, JobNews.Filter filter) {
            this.position = position;
            this.filter = filter;
        }

        /** What names the place up to which was looked: lines that are not wanted count too. */
        String cursor() {
            return PageCursor.of(Told.CURSOR, position);
        }

        /** To be subscribed once. */
        Flux<Told> lines() {
            return hub.wakes().concatMap(_ -> Flux.defer(this::group).repeat(() -> more), 1);
        }

        private Flux<Told> group() {
            more = false;
            var shared = hub.ring().behind(position, settings.streamBuffer());
            if (shared == null) {
                return fromDatabase();
            }
            if (shared.isEmpty()) {
                return Flux.empty();
            }
            more = true;
            return Flux.fromIterable(shared)
                    .doOnNext(told -> position = told.event().pos())
                    .filter(told -> filter.takes(told.line()));
        }

        private Flux<Told> fromDatabase() {
            return Detached.mono(news.page(position, filter, settings.streamBuffer()))
                    .map(Optional::of)
                    .onErrorResume(Outage::isOne, _ -> Mono.just(Optional.empty()))
                    .flatMapMany(page -> page.map(this::told).orElse(Flux.empty()));
        }

        private Flux<Told> told(JobNews.Page page) {
            more = page.full();
            return Flux.fromIterable(page.lines())
                    .doOnNext(line -> position = line.event().pos())
                    .map(hub::told)
                    .doOnComplete(() -> position = page.position());
        }
    }
}
