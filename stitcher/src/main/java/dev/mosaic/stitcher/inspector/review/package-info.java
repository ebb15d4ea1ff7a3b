/**
 * The reviewer: an agent that has not made the change, in a folder of its own that it can only
 * read, and what it says of the change. All of that is untrusted: it is read by a schema, bounded,
 * and lets a change through only if it is whole and sure. Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.inspector.review;

import org.jspecify.annotations.NullMarked;
