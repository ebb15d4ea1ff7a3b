package dev.mosaic.stitcher.command;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How commands are heard.
 *
 * @param mentions the names that Mosaic listens to; the first is shown in help
 * @param sweep how often deliveries that were stored but never answered are looked for
 * @param hold how long an answer may take before the delivery counts as forgotten
 */
@ConfigurationProperties("mosaic.command")
public record CommandSettings(
        @DefaultValue("@mosaic") List<String> mentions,
        @DefaultValue("5s") Duration sweep,
        @DefaultValue("30s") Duration hold) {
    public CommandSettings {
        mentions = List.copyOf(mentions);
        if (mentions.isEmpty() || mentions.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "mosaic.command.mentions needs at least one name, such as @mosaic");
        }
        if (!sweep.isPositive() || !hold.isPositive()) {
            throw new IllegalArgumentException(
                    "mosaic.command.sweep and mosaic.command.hold must be longer than nothing");
        }
    }

    /** The name that Mosaic gives for itself. */
    public String mention() {
        return mentions.getFirst();
    }
}
