package dev.mosaic.bot.terminal;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The terminal.
 *
 * @param repository {@code owner/name} that is meant where a line names none; null for none
 */
@ConfigurationProperties("mosaic.terminal")
record TerminalSettings(@Nullable String repository) {}
