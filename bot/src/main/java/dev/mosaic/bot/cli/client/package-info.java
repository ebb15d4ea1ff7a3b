/**
 * How the command line speaks with a running Mosaic: REST and event streams, and what it says when
 * nobody answers or the answer is no. Knows nothing of what is behind the API.
 */
@NullMarked
package dev.mosaic.bot.cli.client;

import org.jspecify.annotations.NullMarked;
