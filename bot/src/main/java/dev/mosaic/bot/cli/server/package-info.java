/** The commands that run Mosaic in this process: {@code serve} and {@code demo}. */
@NullMarked
package dev.mosaic.bot.cli.server;

import org.jspecify.annotations.NullMarked;
