package dev.mosaic.stitcher.api.connection;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Connections to the server.
 *
 * @param max how many may be open at once; one more is closed
 * @param idle how long a connection may take until the head of its next request is whole
 * @param read how long may pass between two pieces of a body
 * @param request how long a body may take as a whole
 */
@Validated
@ConfigurationProperties("mosaic.api.connection")
record ConnectionSettings(
        @DefaultValue("5000") @Min(1) int max,
        @DefaultValue("60s") Duration idle,
        @DefaultValue("10s") Duration read,
        @DefaultValue("60s") Duration request) {}
