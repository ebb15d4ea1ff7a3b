package dev.mosaic.stitcher.engine;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Which engine works where nobody chose one.
 *
 * @param byDefault the name of that engine; empty for {@code claude} if there is a model for it in
 *     {@code mosaic.model.providers}, and {@code scripted} if not. The property is called {@code
 *     default}
 */
@ConfigurationProperties("mosaic.engine")
public record EngineSettings(@Name("default") @Nullable String byDefault) {}
