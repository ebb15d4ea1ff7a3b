package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class QueueSettingsTest {
    @Test
    void defaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(
                        new QueueSettings(
                                2,
                                1,
                                0,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                new QueueSettings.Reap(
                                        Duration.ofSeconds(2), Duration.ofSeconds(2)),
                                "",
                                ""));
    }

    @Test
    void everyNameIsBound() {
        var properties =
                Map.ofEntries(
                        Map.entry("mosaic.queue.stall", "9s"),
                        Map.entry("mosaic.queue.slots", "5"),
                        Map.entry("mosaic.queue.per-person", "4"),
                        Map.entry("mosaic.queue.reap.every", "300ms"),
                        Map.entry("mosaic.queue.reap.margin", "400ms"),
                        Map.entry("mosaic.queue.per-repository", "3"),
                        Map.entry("mosaic.queue.lease", "6s"),
                        Map.entry("mosaic.queue.heartbeat", "2s"),
                        Map.entry("mosaic.queue.poll", "200ms"),
                        Map.entry("mosaic.queue.node-id", "alpha"),
                        Map.entry("mosaic.queue.valkey-url", "redis://:secret@valkey:6379"));

        var settings = bound(properties);

        assertThat(settings)
                .isEqualTo(
                        new QueueSettings(
                                5,
                                3,
                                4,
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(200),
                                Duration.ofSeconds(9),
                                new QueueSettings.Reap(
                                        Duration.ofMillis(300), Duration.ofMillis(400)),
                                "alpha",
                                "redis://:secret@valkey:6379"));
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "slots, 0",
        "slots, 65",
        "per-repository, 0",
        "per-person, -1",
        "heartbeat, 16s",
        "heartbeat, 0s",
        "poll, 0s",
        "stall, 0s",
        "reap.every, 0s",
        "reap.margin, -1s"
    })
    void badValueIsRefusedByTheNameOfItsSetting(String name, String value) {
        assertThatThrownBy(() -> bound(Map.of("mosaic.queue." + name, value)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining("mosaic.queue." + name);
    }

    private static QueueSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.queue", QueueSettings.class);
    }
}
