/** Where the program begins. */
@NullMarked
package dev.mosaic;

import org.jspecify.annotations.NullMarked;
