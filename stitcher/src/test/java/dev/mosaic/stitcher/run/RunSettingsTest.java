package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class RunSettingsTest {
    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new RunSettings(
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(2),
                                DataSize.ofMegabytes(256)));
    }

    @Test
    void everyPropertyHasItsName() {
        assertThat(
                        bind(
                                Map.of(
                                        "mosaic.run.idle", "1m",
                                        "mosaic.run.grace", "1s",
                                        "mosaic.run.output", "3KB")))
                .isEqualTo(
                        new RunSettings(
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(1),
                                DataSize.ofKilobytes(3)));
    }

    @Test
    void noTimeAtAllIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("mosaic.run.idle", "0s")))
                .hasStackTraceContaining("mosaic.run.idle must be greater than zero");
    }

    @Test
    void noOutputAtAllIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("mosaic.run.output", "0B")))
                .hasStackTraceContaining("mosaic.run.output at least one byte");
    }

    private static RunSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.run", RunSettings.class);
    }
}
