/**
 * The commands that look for trouble: {@code doctor} in a running Mosaic or in what one would need
 * here, {@code scan} for secrets in files and commits of this machine.
 */
@NullMarked
package dev.mosaic.bot.cli.check;

import org.jspecify.annotations.NullMarked;
