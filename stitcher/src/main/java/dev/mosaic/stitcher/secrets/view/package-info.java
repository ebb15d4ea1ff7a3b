/**
 * Other ways to read a text: encodings taken off, broken strings and lines put together, the text
 * in files that are none. Each way knows where in the source a character came from. Bounded in time
 * and memory, whatever is packed. Knows no rule and no secret; seen by {@code secrets} alone.
 */
@NullMarked
package dev.mosaic.stitcher.secrets.view;

import org.jspecify.annotations.NullMarked;
