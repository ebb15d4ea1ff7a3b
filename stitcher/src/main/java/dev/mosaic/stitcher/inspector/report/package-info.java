/**
 * What tests say of themselves: report files and output, read as counts and names. All of it is
 * written by the code under test, so nothing here decides alone: it is bounded, never executed, and
 * never followed out of its folder. Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.inspector.report;

import org.jspecify.annotations.NullMarked;
