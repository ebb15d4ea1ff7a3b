package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.engine.EngineModels;
import dev.mosaic.stitcher.engine.Engines;
import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.inspector.review.ReviewSettings;
import dev.mosaic.stitcher.model.Model;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Who reviews a job whose gate profile wants that: asked in the same way before a job begins, in
 * it, and by whoever takes commands in.
 */
@Component
public class Reviewers {
    /** The engine that can be held to reading and to the form of an answer. */
    public static final String ENGINE = "claude";

    private static final String CURE =
            "The gate profile `strict` needs a reviewer, and there is none: %s A reviewer is a model that speaks Anthropic's Messages: name it in mosaic.review.model. Or ask with `profile=standard`, if .mosaic.yml of the base branch allows that.";

    private final Engines engines;
    private final EngineModels models;
    private final ReviewSettings settings;

    Reviewers(Engines engines, EngineModels models, ReviewSettings settings) {
        this.engines = engines;
        this.models = models;
        this.settings = settings;
    }

    /**
     * The model that reviews. Never empty; {@link Failure.Never}, which names what is missing, if
     * there is none.
     *
     * @param ofJob the model of the job as whoever asked calls it; null where nobody named one
     */
    public Mono<Model> model(@Nullable String ofJob) {
        return Mono.defer(() -> wanted(ofJob))
                .onErrorMap(
                        Failure.Never.class,
                        e -> new Failure.Never(CURE.formatted(e.getMessage()), e))
                .switchIfEmpty(
                        Mono.error(() ->
                                new Failure.Never(
                                        CURE.formatted(
                                                "the engine `%s` asks no model of this instance."
                                                        .formatted(ENGINE)),
                                        null)));
    }

    private Mono<Model> wanted(@Nullable String ofJob) {
        var engine = engines.named(ENGINE);
        var problem = engine.unavailable();
        if (problem.isPresent()) {
            return Mono.error(new Failure.Never(problem.get(), null));
        }
        if (!engine.profiles().contains(Profile.INSPECTOR)) {
            return Mono.error(
                    new Failure.Never(
                            "the engine `%s` cannot be held to reading.".formatted(ENGINE), null));
        }
        if (settings.model() != null || ofJob == null) {
            return models.of(ENGINE, settings.model());
        }
        // that of a program may speak something else
        return models.of(ENGINE, ofJob)
                .onErrorResume(Failure.Never.class, _ -> models.of(ENGINE, null));
    }
}
