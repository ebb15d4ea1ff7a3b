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
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(1),
                                new QueueSettings.Reap(
                                        Duration.ofSeconds(2), Duration.ofSeconds(2)),
                                "",
                                ""));
    }

    @Test
    void everyNameIsBound() {
        var properties =
                Map.of(
                        "mosaic.queue.slots", "5",
                        "mosaic.queue.reap.every", "300ms",
                        "mosaic.queue.reap.margin", "400ms",
                        "mosaic.queue.per-repository", "3",
                        "mosaic.queue.lease", "6s",
                        "mosaic.queue.heartbeat", "2s",
                        "mosaic.queue.poll", "200ms",
                        "mosaic.queue.node-id", "alpha",
                        "mosaic.queue.valkey-url", "redis://:secret@valkey:6379");

        var settings = bound(properties);

        assertThat(settings)
                .isEqualTo(
                        new QueueSettings(
                                5,
                                3,
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(200),
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
        "heartbeat, 16s",
        "heartbeat, 0s",
        "poll, 0s",
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
