package dev.mosaic.stitcher.api;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.NOT_FOUND;

import dev.mosaic.stitcher.api.problem.Hints;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.forge.RepoRef;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds the repository that a caller calls by its name. */
@Component
public final class RepoFinder {
    private final Forges forges;

    RepoFinder(Forges forges) {
        this.forges = forges;
    }

    /** Reads {@code owner/name}; throws a {@link Refusal} for anything else. */
    public static RepoName name(String text) {
        try {
            return RepoName.parse(text);
        } catch (IllegalArgumentException _) {
            throw new Refusal(
                    BAD_REQUEST,
                    "`repo` must be `owner/name`, not %s.".formatted(VisibleText.quoted(text)),
                    Hints.INPUT);
        }
    }

    /** Never empty: errors with a {@link Refusal} if no forge knows the name. */
    public Mono<RepoRef> find(String text) {
        var name = name(text);
        return Detached.mono(
                        Flux.fromIterable(forges.all())
                                .concatMap(forge -> forge.repo(name))
                                .next()
                                .map(Repo::ref))
                .switchIfEmpty(Mono.error(() -> unknown(text)));
    }

    private static Refusal unknown(String text) {
        return new Refusal(
                NOT_FOUND,
                "No forge here has a repository %s.".formatted(VisibleText.quoted(text)),
                "Check the name, and that Mosaic may see the repository.");
    }
}
