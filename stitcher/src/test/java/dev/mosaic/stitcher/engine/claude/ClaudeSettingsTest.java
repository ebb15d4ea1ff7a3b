package dev.mosaic.stitcher.engine.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ClaudeSettingsTest {
    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new ClaudeSettings(
                                16_000,
                                Duration.ofMinutes(8),
                                Duration.ofMinutes(10),
                                Duration.ofMinutes(5),
                                80,
                                true));
    }

    @Test
    void everyPropertyHasItsName() {
        assertThat(
                        bind(
                                Map.of(
                                        "mosaic.engine.claude.max-tokens", "1",
                                        "mosaic.engine.claude.tool-limit", "2s",
                                        "mosaic.engine.claude.patience", "3s",
                                        "mosaic.engine.claude.silence", "4s",
                                        "mosaic.engine.claude.compact-at", "50",
                                        "mosaic.engine.claude.resume", "false")))
                .isEqualTo(
                        new ClaudeSettings(
                                1,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                50,
                                false));
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("mosaic.engine.claude.compact-at", "100")))
                .hasStackTraceContaining("mosaic.engine.claude.compact-at between 10 and 95");
        assertThatThrownBy(() -> bind(Map.of("mosaic.engine.claude.tool-limit", "0s")))
                .hasStackTraceContaining("mosaic.engine.claude.tool-limit");
    }

    private static ClaudeSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.engine.claude", ClaudeSettings.class);
    }
}
