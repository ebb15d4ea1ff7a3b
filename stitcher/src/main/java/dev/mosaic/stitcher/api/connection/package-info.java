/**
 * How long and how many connections may take, so that clients that send slowly or never, by malice
 * or by a bad line, take the server from nobody. Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.api.connection;

import org.jspecify.annotations.NullMarked;
