/**
 * The commands about jobs: {@code fix}, {@code status}, {@code jobs}, {@code watch}, {@code logs},
 * {@code diff}, {@code approve}, {@code reject}, {@code cancel} and {@code retry}. All of them ask
 * a running Mosaic.
 */
@NullMarked
package dev.mosaic.bot.cli.job;

import org.jspecify.annotations.NullMarked;
