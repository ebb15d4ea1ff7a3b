/**
 * What stands before the entrance, for every request alike. Without tokens the server answers this
 * machine only: {@link dev.mosaic.stitcher.api.edge.LoopbackBinding} refuses any other address, and
 * {@link dev.mosaic.stitcher.api.edge.Guard} refuses what a web page could send. Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.api.edge;

import org.jspecify.annotations.NullMarked;
