/**
 * What every command finds around it and how it answers: options for the output, exit codes, and
 * text from outside made harmless for a terminal. Knows no command and no server.
 */
@NullMarked
package dev.mosaic.bot.cli.console;

import org.jspecify.annotations.NullMarked;
