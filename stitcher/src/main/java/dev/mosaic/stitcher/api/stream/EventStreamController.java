package dev.mosaic.stitcher.api.stream;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.job.Job;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * News as server-sent events, event = type. Of one job: id = seq; of all: id = cursor. Nothing is
 * lost on resume, and nothing comes twice.
 */
@RestController
final class EventStreamController {
    private static final Pattern SEQ = Pattern.compile("\\d{1,9}");

    private final JobFinder finder;
    private final EventFilters filters;
    private final JobFeed jobFeed;
    private final LogFeed logFeed;
    private final SseBody body;

    EventStreamController(
            JobFinder finder,
            EventFilters filters,
            JobFeed jobFeed,
            LogFeed logFeed,
            SseBody body) {
        this.finder = finder;
        this.filters = filters;
        this.jobFeed = jobFeed;
        this.logFeed = logFeed;
        this.body = body;
    }

    /** 204 tells a browser not to come back: the job is over and everything was read. */
    @GetMapping(
            path = "/api/runner-jobs/{id}/events/stream",
            produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> ofJob(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            ServerHttpResponse response) {
        return finder.find(id)
                .map(job -> {
                    var seq = position(lastEventId == null ? after : lastEventId, job);
                    return job.status().isFinal() && seq == job.lastSeq()
                            ? ResponseEntity.noContent().build()
                            : SseBody.answer(body.of(jobFeed.follow(job, seq), response));
                });
    }

    /** Of all jobs, from now on unless a place is named. */
    @GetMapping(path = "/api/events/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> ofAll(
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(required = false) @Nullable String repo,
            @RequestParam(required = false) @Nullable List<String> type,
            @RequestParam(required = false) @Nullable String after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            ServerHttpResponse response) {
        return filters.of(job, repo, type == null ? List.of() : type)
                .zipWith(logFeed.position(lastEventId == null ? after : lastEventId))
                .map(asked ->
                        SseBody.answer(
                                body.of(logFeed.open(asked.getT2(), asked.getT1()), response)));
    }

    private static int position(@Nullable String text, Job job) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (!SEQ.matcher(text).matches() || Integer.parseInt(text) > job.lastSeq()) {
            throw new Refusal(
                    BAD_REQUEST,
                    "%s is not the number of an event of this job; its newest is %d."
                            .formatted(VisibleText.quoted(text), job.lastSeq()),
                    "Give the id of the last event that you have seen, or leave it out to begin"
                            + " with the first.");
        }
        return Integer.parseInt(text);
    }
}
