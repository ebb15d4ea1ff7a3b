package dev.mosaic.bot.assembly;

import dev.mosaic.stitcher.command.AvailableEngines;
import dev.mosaic.stitcher.engine.Engines;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The desk's view of the engines. */
@Configuration(proxyBeanMethods = false)
class Assembly {
    @Bean
    AvailableEngines availableEngines(Engines engines) {
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
            public String byDefault() {
                return engines.byDefault();
            }
        };
    }
}
