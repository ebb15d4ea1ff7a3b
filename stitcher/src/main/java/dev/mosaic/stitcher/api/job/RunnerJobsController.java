package dev.mosaic.stitcher.api.job;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.PageCursor;
import dev.mosaic.stitcher.api.RepoFinder;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.JobSteps;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.work.JobLog;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What there is to read about jobs. */
@RestController
@RequestMapping("/api/runner-jobs")
final class RunnerJobsController {
    private static final String JOBS = "jobs";
    private static final String EVENTS = "job-events";
    private static final int MOST_JOBS = 200;
    private static final int MOST_EVENTS = 1_000;

    private final Jobs jobs;
    private final JobSteps steps;
    private final JobEvents events;
    private final JobLog output;
    private final JobFinder finder;
    private final RepoFinder repos;
    private final ApiSettings settings;

    RunnerJobsController(
            Jobs jobs,
            JobSteps steps,
            JobEvents events,
            JobLog output,
            JobFinder finder,
            RepoFinder repos,
            ApiSettings settings) {
        this.jobs = jobs;
        this.steps = steps;
        this.events = events;
        this.output = output;
        this.finder = finder;
        this.repos = repos;
        this.settings = settings;
    }

    /** A page of events; {@code next} is the {@code cursor} of the next, null if it ends here. */
    record EventPage(List<EventView> events, @Nullable String next) {}

    /** The steps of a job in the order in which they began. */
    record StepList(List<StepView> steps) {}

    /**
     * Some jobs, newest first.
     *
     * @param next the {@code cursor} of older ones; null if there are none
     */
    record JobPage(List<JobView> jobs, @Nullable String next) {
        JobPage {
            jobs = List.copyOf(jobs);
        }

        /** From one job more than the page has room for, if there are so many. */
        static JobPage of(List<JobView> found, int limit) {
            if (found.size() <= limit) {
                return new JobPage(found, null);
            }
            var page = found.subList(0, limit);
            return new JobPage(page, PageCursor.of(JOBS, page.getLast().id()));
        }
    }

    /** A step as callers see it. */
    record StepView(
            String id,
            int attempt,
            int round,
            Stage stage,
            String profile,
            JobStep.Status status,
            int progress,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String summary) {
        static StepView of(JobStep step) {
            return new StepView(
                    step.id().toString(),
                    step.attempt(),
                    step.round(),
                    step.stage(),
                    step.profile(),
                    step.status(),
                    step.progress(),
                    step.startedAt(),
                    step.finishedAt(),
                    step.summary());
        }
    }

    @GetMapping
    Mono<JobPage> list(
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String repo,
            @RequestParam(defaultValue = "false") boolean live,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageCursor.checkLimit(limit, MOST_JOBS);
        var wanted = status == null ? null : parse(JobStatus.class, "status", status);
        var before = PageCursor.read(JOBS, cursor, JobId::parse);
        return filter(wanted, repo, live)
                .flatMap(filter -> Detached.list(jobs.list(filter, before, limit + 1)))
                .map(found -> JobPage.of(found.stream().map(JobView::of).toList(), limit));
    }

    private Mono<Jobs.Filter> filter(
            @Nullable JobStatus status, @Nullable String repo, boolean live) {
        return repo == null
                ? Mono.just(new Jobs.Filter(status, null, live))
                : repos.find(repo).map(ref -> new Jobs.Filter(status, ref.key(), live));
    }

    @GetMapping("/{id}/steps")
    Mono<StepList> steps(@PathVariable String id) {
        return finder.find(id)
                .flatMap(job -> Detached.list(steps.of(job.id()).map(StepView::of)))
                .map(StepList::new);
    }

    @GetMapping("/{id}/events")
    Mono<EventPage> events(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") int after,
            @RequestParam(defaultValue = "200") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageCursor.checkLimit(limit, MOST_EVENTS);
        var last = PageCursor.read(EVENTS, cursor, Integer::valueOf);
        var from = last == null ? after : last;
        return finder.find(id)
                .flatMap(job -> Detached.list(events.of(job.id(), from, limit)))
                .map(found -> {
                    var views = found.stream().map(EventView::of).toList();
                    return new EventPage(
                            views,
                            views.size() < limit
                                    ? null
                                    : PageCursor.of(EVENTS, views.getLast().seq()));
                });
    }

    /** The raw output of agents and gates. */
    @GetMapping(path = "/{id}/log", produces = MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8")
    Mono<String> log(
            @PathVariable String id, @RequestParam(required = false) @Nullable String stage) {
        var only = stage == null ? null : parse(Stage.class, "stage", stage);
        return finder.find(id).flatMap(job -> Detached.mono(text(job, only)));
    }

    private Mono<String> text(Job job, @Nullable Stage only) {
        return output.of(job.id())
                .filter(chunk -> only == null || chunk.stage() == only)
                .collect(() -> new LogText(settings.maxLog().toBytes()), LogText::add)
                .map(LogText::toString);
    }

    private static <E extends Enum<E>> E parse(Class<E> type, String parameter, String text) {
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new Refusal(
                    BAD_REQUEST,
                    "The parameter `%s` cannot be %s."
                            .formatted(parameter, VisibleText.quoted(text)),
                    "It is one of " + Arrays.toString(type.getEnumConstants()) + ".");
        }
    }

    /** The output of a job as one readable text, cut at a limit. */
    private static final class LogText {
        private final long limit;
        private final StringBuilder text = new StringBuilder();
        private @Nullable UUID step;
        private String source = "";
        private boolean cut;

        LogText(long limit) {
            this.limit = limit;
        }

        /** Every change of step or source gets a heading. */
        void add(JobLog.Chunk chunk) {
            if (cut) {
                return;
            }
            if (!chunk.step().equals(step) || !chunk.source().equals(source)) {
                heading(chunk);
            }
            var piece = VisibleText.inert(chunk.text());
            var room = limit - text.length();
            cut = piece.length() > room;
            text.append(piece, 0, (int) Math.min(room, piece.length()));
            if (cut) {
                endLine();
                text.append("== cut here: the log is longer than mosaic.api.max-log;")
                        .append(" ask for one stage with ?stage=\n");
            }
        }

        private void heading(JobLog.Chunk chunk) {
            step = chunk.step();
            source = chunk.source();
            endLine();
            text.append("== round ")
                    .append(chunk.round())
                    .append(" · ")
                    .append(chunk.stage())
                    .append(" · ")
                    .append(VisibleText.inert(source))
                    .append('\n');
        }

        private void endLine() {
            if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                text.append('\n');
            }
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
