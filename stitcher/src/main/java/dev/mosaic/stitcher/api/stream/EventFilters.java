package dev.mosaic.stitcher.api.stream;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.RepoFinder;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.store.JobNews;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads which events a caller wants; errors with a {@link Refusal} for names that mean nothing. */
@Component
final class EventFilters {
    private static final Pattern TYPE = Pattern.compile("[a-z]{1,30}(\\.[a-z_]{1,30})?");
    private static final int MOST_TYPES = 50;

    private final JobFinder jobs;
    private final RepoFinder repos;

    EventFilters(JobFinder jobs, RepoFinder repos) {
        this.jobs = jobs;
        this.repos = repos;
    }

    /**
     * @param job its id, long or short; null for any
     * @param repo {@code owner/name}; null for any
     * @param types such as {@code gate} or {@code gate.passed}; empty for any
     */
    Mono<JobNews.Filter> of(@Nullable String job, @Nullable String repo, List<String> types) {
        return Mono.defer(() -> {
            if (types.size() > MOST_TYPES) {
                throw wrong("There may be at most %d types.".formatted(MOST_TYPES));
            }
            for (var type : types) {
                if (!TYPE.matcher(type).matches()) {
                    throw wrong(VisibleText.quoted(type) + " is no type of event.");
                }
            }
            return Mono.zip(
                    id(job),
                    key(repo),
                    (id, key) ->
                            new JobNews.Filter(
                                    id.orElse(null), key.orElse(null), Set.copyOf(types)));
        });
    }

    private Mono<Optional<JobId>> id(@Nullable String job) {
        return job == null
                ? Mono.just(Optional.empty())
                : jobs.find(job).map(Job::id).map(Optional::of);
    }

    private Mono<Optional<String>> key(@Nullable String repo) {
        return repo == null
                ? Mono.just(Optional.empty())
                : repos.find(repo).map(RepoRef::key).map(Optional::of);
    }

    private static Refusal wrong(String detail) {
        return new Refusal(
                BAD_REQUEST, detail, "A type is like `gate.passed`, or its first word: `gate`.");
    }
}
