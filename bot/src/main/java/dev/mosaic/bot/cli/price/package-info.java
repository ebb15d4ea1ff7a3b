/** {@code mosaic prices} and what stands below it. All of it asks a running Mosaic. */
@NullMarked
package dev.mosaic.bot.cli.price;

import org.jspecify.annotations.NullMarked;
