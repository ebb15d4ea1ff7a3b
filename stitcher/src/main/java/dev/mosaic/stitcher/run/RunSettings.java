package dev.mosaic.stitcher.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How agents are watched.
 *
 * @param idle an agent that neither tells nor prints anything for so long is stopped
 * @param grace the time an engine has to stop by itself before its processes are killed
 */
@ConfigurationProperties("mosaic.run")
public record RunSettings(@DefaultValue("10m") Duration idle, @DefaultValue("2s") Duration grace) {
    public RunSettings {
        if (!idle.isPositive() || grace.isNegative()) {
            throw new IllegalArgumentException(
                    "mosaic.run.idle must be greater than zero, and mosaic.run.grace not below it");
        }
    }
}
