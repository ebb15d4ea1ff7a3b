package dev.mosaic.stitcher.inspector.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ReviewSettingsTest {
    @Test
    void withoutSettingsTheModelOfTheJobReviewsForTenMinutes() {
        assertThat(bound(Map.of())).isEqualTo(new ReviewSettings(null, Duration.ofMinutes(10), 20));
    }

    @Test
    void everySettingHasItsName() {
        var names =
                Map.of(
                        "mosaic.review.model", " p/m ",
                        "mosaic.review.wall", "5m",
                        "mosaic.review.turns", "7");

        assertThat(bound(names)).isEqualTo(new ReviewSettings("p/m", Duration.ofMinutes(5), 7));
        assertThat(bound(Map.of("mosaic.review.model", " ")).model()).isNull();
    }

    @Test
    void aReviewNeedsTimeAndTurns() {
        assertThatThrownBy(() -> new ReviewSettings(null, Duration.ZERO, 1))
                .hasMessageContaining("mosaic.review.wall");
        assertThatThrownBy(() -> new ReviewSettings(null, Duration.ofMinutes(1), 0))
                .hasMessageContaining("mosaic.review.turns");
    }

    private static ReviewSettings bound(Map<String, String> names) {
        return new Binder(new MapConfigurationPropertySource(names))
                .bindOrCreate("mosaic.review", ReviewSettings.class);
    }
}
