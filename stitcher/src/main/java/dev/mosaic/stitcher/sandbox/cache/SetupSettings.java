package dev.mosaic.stitcher.sandbox.cache;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the setup of a repository runs, and what is kept of it.
 *
 * @param limit how long all its commands together may take
 * @param disk size of what one setup may fetch, with its work folder
 * @param size of everything that setups left on this machine; what was not used longest is removed
 *     first
 * @param age how long something is kept that nobody uses
 * @param layers how each container gets what was fetched: {@code overlay} lays a layer of its own
 *     above it, {@code copy} copies it; {@code auto} copies only where the file system can have no
 *     layers
 */
@ConfigurationProperties("mosaic.sandbox.docker.setup")
public record SetupSettings(
        @DefaultValue("30m") Duration limit,
        @DefaultValue("5GB") DataSize disk,
        @DefaultValue("20GB") DataSize size,
        @DefaultValue("30d") Duration age,
        @DefaultValue("auto") Layers layers) {
    public SetupSettings {
        if (!limit.isPositive() || !age.isPositive()) {
            throw new IllegalArgumentException(
                    "mosaic.sandbox.docker.setup.limit and age must be greater than zero.");
        }
    }

    /** How a container gets what was fetched. */
    public enum Layers {
        AUTO,
        OVERLAY,
        COPY
    }
}
