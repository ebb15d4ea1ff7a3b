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
                                Duration.ofMillis(5),
                                Duration.ofMillis(100),
                                2_000,
                                32,
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(30)));
    }

    @Test
    void everyPropertyHasItsName() {
        assertThat(
                        bind(
                                Map.ofEntries(
                                        Map.entry("mosaic.api.auth", "token"),
                                        Map.entry("mosaic.api.auth-failures", "9"),
                                        Map.entry("mosaic.api.max-body", "1KB"),
                                        Map.entry("mosaic.api.max-log", "2KB"),
                                        Map.entry("mosaic.api.health-timeout", "3s"),
                                        Map.entry("mosaic.api.stream-buffer", "4"),
                                        Map.entry("mosaic.api.stream-pause", "5s"),
                                        Map.entry("mosaic.api.stream-poll", "6s"),
                                        Map.entry("mosaic.api.max-streams", "10"),
                                        Map.entry("mosaic.api.max-subscriptions", "11"),
                                        Map.entry("mosaic.api.heartbeat", "7s"),
                                        Map.entry("mosaic.api.patience", "8s"))))
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
                                10,
                                11,
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(8)));
    }

    private static ApiSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.api", ApiSettings.class);
    }
}
