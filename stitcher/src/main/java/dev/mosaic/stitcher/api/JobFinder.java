package dev.mosaic.stitcher.api;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.NOT_FOUND;

import dev.mosaic.stitcher.api.problem.Problem;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.store.Jobs;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds the job that a path names, by its id or by the short id that people use. */
@Component
public final class JobFinder {
    private static final Pattern LONG =
            Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern SHORT = Pattern.compile("[0-9a-fA-F]{8}");
    private static final String LIST_HINT = "GET /api/runner-jobs lists the jobs and their ids.";

    private final Jobs jobs;

    JobFinder(Jobs jobs) {
        this.jobs = jobs;
    }

    /** Never empty: errors with a {@link Refusal} that says what is wrong with the name. */
    public Mono<Job> find(String name) {
        if (LONG.matcher(name).matches()) {
            return Detached.mono(jobs.find(JobId.parse(name)))
                    .switchIfEmpty(Mono.error(() -> unknown(name)));
        }
        if (SHORT.matcher(name).matches()) {
            return Detached.list(jobs.named(name.toLowerCase(Locale.ROOT)))
                    .map(matches -> only(name, matches));
        }
        return Mono.error(() ->
                new Refusal(
                        BAD_REQUEST,
                        VisibleText.quoted(name) + " is not the id of a job.",
                        "Give the whole id, or its last eight digits. " + LIST_HINT));
    }

    private static Job only(String name, List<Job> matches) {
        if (matches.isEmpty()) {
            throw unknown(name);
        }
        if (matches.size() > 1) {
            throw new Refusal(
                    Problem.of(
                                    CONFLICT,
                                    "%d jobs have an id that ends in %s."
                                            .formatted(matches.size(), VisibleText.quoted(name)),
                                    "Give the whole id of the one you mean; `matches` lists them.")
                            .with(
                                    "matches",
                                    matches.stream().map(j -> j.id().toString()).toList()));
        }
        return matches.getFirst();
    }

    private static Refusal unknown(String name) {
        return new Refusal(
                NOT_FOUND, "There is no job " + VisibleText.quoted(name) + ".", LIST_HINT);
    }
}
