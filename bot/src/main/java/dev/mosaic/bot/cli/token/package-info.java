/**
 * {@code mosaic token} and what stands below it. All of it asks a running Mosaic, but for the first
 * token of a server, which can be written into its database.
 */
@NullMarked
package dev.mosaic.bot.cli.token;

import org.jspecify.annotations.NullMarked;
