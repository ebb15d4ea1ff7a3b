/**
 * How the API says no: RFC 9457 problems, each with a hint on what to do next, and text from
 * outside made harmless before it stands in one. Knows nothing of routes or callers.
 */
@NullMarked
package dev.mosaic.stitcher.api.problem;

import org.jspecify.annotations.NullMarked;
