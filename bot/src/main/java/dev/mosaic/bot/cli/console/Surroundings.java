package dev.mosaic.bot.cli.console;

import dev.mosaic.bot.launch.Variables;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * What a command finds around it.
 *
 * @param program the class that Spring Boot starts
 * @param interactive true if a person sits at both ends
 */
public record Surroundings(
        Class<?> program,
        Variables variables,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean interactive) {}
