package dev.mosaic.stitcher.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long things are kept. Jobs and their events are kept for ever.
 *
 * @param logs raw output of agents and gates, from the end of their job on
 * @param work what agents made, for a retry on another node, from the end of their job on
 * @param inbox what people said, from its answer on
 * @param outbox what was said to people, from the sending on
 * @param every pause between two looks
 * @param batch rows that one statement deletes
 */
@ConfigurationProperties("mosaic.retention")
public record RetentionSettings(
        @DefaultValue("30d") Duration logs,
        @DefaultValue("30d") Duration work,
        @DefaultValue("30d") Duration inbox,
        @DefaultValue("30d") Duration outbox,
        @DefaultValue("1h") Duration every,
        @DefaultValue("1000") int batch) {
    public RetentionSettings {
        atLeast(logs, Duration.ofHours(1), "logs");
        atLeast(work, Duration.ofHours(1), "work");
        // a door may hand in the same delivery again as long as that
        atLeast(inbox, Duration.ofDays(1), "inbox");
        atLeast(outbox, Duration.ofDays(1), "outbox");
        atLeast(every, Duration.ofSeconds(1), "every");
        if (batch < 1 || batch > 100_000) {
            throw new IllegalArgumentException("mosaic.retention.batch is 1 to 100000");
        }
    }

    private static void atLeast(Duration value, Duration least, String name) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "mosaic.retention.%s must be %s or longer".formatted(name, least));
        }
    }
}
