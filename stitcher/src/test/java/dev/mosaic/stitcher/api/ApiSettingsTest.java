package dev.mosaic.stitcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ApiSettingsTest {
    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new ApiSettings(
                                ApiSettings.Auth.LOCAL,
                                10,
                                DataSize.ofKilobytes(256),
                                DataSize.ofMegabytes(16),
                                Duration.ofSeconds(1),
                                256,
                                Duration.ofMillis(200),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(30)));
    }

    @Test
    void everyPropertyHasItsName() {
        assertThat(
                        bind(
                                Map.of(
                                        "mosaic.api.auth", "token",
                                        "mosaic.api.auth-failures", "9",
                                        "mosaic.api.max-body", "1KB",
                                        "mosaic.api.max-log", "2KB",
                                        "mosaic.api.health-timeout", "3s",
                                        "mosaic.api.stream-buffer", "4",
                                        "mosaic.api.stream-pause", "5s",
                                        "mosaic.api.stream-poll", "6s",
                                        "mosaic.api.heartbeat", "7s",
                                        "mosaic.api.patience", "8s")))
                .isEqualTo(
                        new ApiSettings(
                                ApiSettings.Auth.TOKEN,
                                9,
                                DataSize.ofKilobytes(1),
                                DataSize.ofKilobytes(2),
                                Duration.ofSeconds(3),
                                4,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(8)));
    }

    private static ApiSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.api", ApiSettings.class);
    }
}
