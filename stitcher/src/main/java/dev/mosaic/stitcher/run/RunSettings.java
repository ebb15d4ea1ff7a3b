package dev.mosaic.stitcher.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How agents are watched.
 *
 * @param idle an agent that neither tells nor prints anything for so long is stopped
 * @param grace the time an engine has to stop by itself, once when it is asked and once more after
 *     SIGTERM, before its processes are killed
 * @param output an agent that prints more than this, with all its commands, is stopped
 */
@ConfigurationProperties("mosaic.run")
public record RunSettings(
        @DefaultValue("10m") Duration idle,
        @DefaultValue("2s") Duration grace,
        @DefaultValue("256MB") DataSize output) {
    public RunSettings {
        if (!idle.isPositive() || grace.isNegative() || output.toBytes() < 1) {
            throw new IllegalArgumentException(
                    "mosaic.run.idle must be greater than zero, mosaic.run.grace not below it, and mosaic.run.output at least one byte");
        }
    }
}
