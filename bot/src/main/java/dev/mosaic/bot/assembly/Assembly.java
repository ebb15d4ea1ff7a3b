package dev.mosaic.bot.assembly;

import dev.mosaic.stitcher.command.AvailableEngines;
import dev.mosaic.stitcher.engine.EngineModels;
import dev.mosaic.stitcher.engine.Engines;
import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.inspector.Reviewers;
import dev.mosaic.stitcher.model.Model;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** The desk's view of the engines. */
@Configuration(proxyBeanMethods = false)
class Assembly {
    @Bean
    AvailableEngines availableEngines(Engines engines, EngineModels models, Reviewers reviewers) {
        return new AvailableEngines() {
            @Override
            public Set<String> names() {
                return engines.names();
            }

            @Override
            public Optional<String> unavailable(String engine) {
                return engines.unavailable(engine);
            }

            @Override
            public boolean isPriced(String engine) {
                return engines.named(engine).modelNeed() != ModelNeed.NONE;
            }

            @Override
            public boolean takesSteers(String engine) {
                return engines.names().contains(engine) && engines.named(engine).takesSteers();
            }

            @Override
            public Mono<String> withoutModel(String engine, @Nullable String model) {
                return refusal(models.of(engine, model));
            }

            @Override
            public Mono<String> withoutReviewer(@Nullable String model) {
                return refusal(reviewers.model(model));
            }

            @Override
            public String reviewing() {
                return Reviewers.ENGINE;
            }

            @Override
            public String byDefault() {
                return engines.byDefault();
            }
        };
    }

    /** Why there is none; empty if there is one, or none is needed. */
    private static Mono<String> refusal(Mono<Model> asked) {
        return asked.thenMany(Mono.<String>empty())
                .next()
                .onErrorResume(
                        Failure.Never.class,
                        refused -> Mono.just(String.valueOf(refused.getMessage())));
    }
}
