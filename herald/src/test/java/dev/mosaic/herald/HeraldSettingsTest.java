package dev.mosaic.herald;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class HeraldSettingsTest {
    @Test
    void defaultsSuitATeam() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new HeraldSettings(
                                Duration.ofMillis(300),
                                Duration.ofSeconds(1),
                                500,
                                8,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(5)));
    }

    @Test
    void everyNameIsRead() {
        assertThat(
                        bind(
                                Map.of(
                                        "mosaic.herald.debounce", "1s",
                                        "mosaic.herald.poll", "2s",
                                        "mosaic.herald.batch", "3",
                                        "mosaic.herald.parallel", "4",
                                        "mosaic.herald.hold", "50s",
                                        "mosaic.herald.patience", "6s",
                                        "mosaic.herald.retry-first", "7s",
                                        "mosaic.herald.retry-most", "8s",
                                        "mosaic.herald.drain", "9s")))
                .isEqualTo(
                        new HeraldSettings(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                3,
                                4,
                                Duration.ofSeconds(50),
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(9)));
    }

    @Test
    void holdThatEndsBeforePatienceIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("mosaic.herald.hold", "20s")))
                .rootCause()
                .hasMessageContaining("mosaic.herald.hold")
                .hasMessageContaining("mosaic.herald.patience");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mosaic.herald.debounce", "mosaic.herald.poll"})
    void loopThatNeverRestsIsRefused(String name) {
        assertThatThrownBy(() -> bind(Map.of(name, "0s"))).rootCause().hasMessageContaining(name);
    }

    private static HeraldSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.herald", HeraldSettings.class);
    }
}
