/**
 * The API described for machines: a page kept by hand, with the schemas of the records that are
 * read and written. Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.api.openapi;

import org.jspecify.annotations.NullMarked;
