package dev.mosaic.stitcher.engine.scripted;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The scripted engine.
 *
 * @param script the file of steps to play, or {@code classpath:} and a resource; without one the
 *     engine is unavailable
 */
@ConfigurationProperties("mosaic.engine.scripted")
record ScriptedSettings(@Nullable String script) {}
