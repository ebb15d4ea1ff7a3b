/**
 * The entrance of the API: who calls, and whether their token opens that route. What they may do
 * behind it is decided by the forge, as for every door. Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.api.entry;

import org.jspecify.annotations.NullMarked;
