package dev.mosaic.stitcher.engine;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Which engine works where nobody chose one.
 *
 * @param byDefault the name of that engine; the property is called {@code default}
 */
@ConfigurationProperties("mosaic.engine")
public record EngineSettings(@Name("default") @DefaultValue("scripted") String byDefault) {}
