/**
 * What those who run the instance ask of it: tokens, what models cost, and how all parts are.
 * Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.api.admin;

import org.jspecify.annotations.NullMarked;
