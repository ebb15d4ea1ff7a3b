package dev.mosaic.stitcher.engine;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.Model;
import dev.mosaic.stitcher.model.Models;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Which model a run of an engine gets, asked in the same way before a job begins and in it. */
@Component
public final class EngineModels {
    private final Engines engines;
    private final Models models;

    public EngineModels(Engines engines, Models models) {
        this.engines = engines;
        this.models = models;
    }

    /**
     * The model, with a price and a provider that can be asked. Empty if the engine needs none from
     * here. {@link Failure.Never}, which names the setting, if it needs one that is not there.
     *
     * @param model as whoever asked calls it; null where nobody named one
     */
    public Mono<Model> of(String engine, @Nullable String model) {
        return Mono.defer(() -> {
            var need = engines.named(engine).modelNeed();
            return switch (need) {
                case NONE -> Mono.empty();
                case MESSAGES, COMPLETIONS ->
                        models.find(model).map(found -> fitting(engine, need, found));
            };
        });
    }

    private Model fitting(String engine, ModelNeed need, Model model) {
        if (!need.fits(model)) {
            throw new Failure.Never(
                    "The engine `%s` speaks %s, and the model %s does not (mosaic.model.providers.%s.api). Choose another model with `model=` or mosaic.model.default."
                            .formatted(engine, need.words(), model, model.provider()),
                    null);
        }
        if (!models.provider(model).isReady()) {
            throw new Failure.Never(
                    "The model %s cannot be asked without a key. Set mosaic.model.providers.%s.key%s."
                            .formatted(model, model.provider(), variable(model.provider())),
                    null);
        }
        return model;
    }

    private static String variable(String provider) {
        return provider.toLowerCase(Locale.ROOT).equals("anthropic")
                ? " (the environment variable CLAUDE_API_KEY does)"
                : "";
    }
}
