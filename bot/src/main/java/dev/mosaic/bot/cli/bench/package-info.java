/** The commands that measure on this machine, without a server. */
@NullMarked
package dev.mosaic.bot.cli.bench;

import org.jspecify.annotations.NullMarked;
