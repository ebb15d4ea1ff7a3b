package dev.mosaic.stitcher.api.health;

import dev.mosaic.stitcher.queue.Pulse;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** What {@code /actuator/health} asks; application.yml says which of it makes a node not ready. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {
    @Bean
    ReactiveHealthIndicator databaseHealthIndicator(DatabaseAnswer database) {
        return () ->
                database.trouble()
                        .map(HealthConfiguration::down)
                        .defaultIfEmpty(Health.up().build());
    }

    @Bean
    ReactiveHealthIndicator queueHealthIndicator(Pulse pulse) {
        return () ->
                Mono.fromSupplier(() -> {
                    var trouble = pulse.trouble();
                    return trouble == null ? Health.up().build() : down(trouble);
                });
    }

    private static Health down(String reason) {
        return Health.down().withDetail("reason", reason).build();
    }
}
