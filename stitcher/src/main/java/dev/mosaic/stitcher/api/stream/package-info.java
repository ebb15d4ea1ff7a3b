/**
 * News as they happen: server-sent events of one job or of all, and the same over a WebSocket.
 *
 * <p>The log in PostgreSQL is the buffer, and one hub per process reads what is new there once for
 * all readers: {@link dev.mosaic.stitcher.api.stream.EventHub}. A reader that is not up to date
 * reads for itself until it is. Nothing is kept per reader but its position, so a slow one costs
 * nothing, loses nothing and sees nothing twice. Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.api.stream;

import org.jspecify.annotations.NullMarked;
