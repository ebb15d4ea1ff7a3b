package dev.mosaic.stitcher.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LimitSettingsTest {
    @Test
    void defaultsAreTheDefaultLimits() {
        assertThat(bind(Map.of()).limits()).isEqualTo(Limits.DEFAULT);
    }

    @Test
    void everyPropertyHasItsName() {
        assertThat(
                        bind(
                                Map.of(
                                        "mosaic.limits.wall", "5m",
                                        "mosaic.limits.turns", "6",
                                        "mosaic.limits.rounds", "2",
                                        "mosaic.limits.gate", "7s",
                                        "mosaic.limits.tool-calls", "8")))
                .isEqualTo(
                        new LimitSettings(Duration.ofMinutes(5), 6, 2, Duration.ofSeconds(7), 8));
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("mosaic.limits.turns", "0")))
                .hasStackTraceContaining("must all be greater than zero");
    }

    @Test
    void noUseOfToolsIsRefusedToo() {
        assertThatThrownBy(() -> bind(Map.of("mosaic.limits.tool-calls", "0")))
                .hasStackTraceContaining("tool-calls must all be greater than zero");
    }

    private static LimitSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.limits", LimitSettings.class);
    }
}
