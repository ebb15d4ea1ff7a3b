package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RunSettingsTest {
    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new RunSettings(Duration.ofMinutes(10), Duration.ofSeconds(2)));
    }

    @Test
    void everyPropertyHasItsName() {
        assertThat(bind(Map.of("mosaic.run.idle", "1m", "mosaic.run.grace", "1s")))
                .isEqualTo(new RunSettings(Duration.ofMinutes(1), Duration.ofSeconds(1)));
    }

    @Test
    void noTimeAtAllIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("mosaic.run.idle", "0s")))
                .hasStackTraceContaining("mosaic.run.idle must be greater than zero");
    }

    private static RunSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.run", RunSettings.class);
    }
}
