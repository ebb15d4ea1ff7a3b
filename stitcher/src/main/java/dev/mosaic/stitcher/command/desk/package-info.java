/**
 * The desk itself: looks up what a command is about, asks who may, admits, and writes it down. What
 * asks the forge comes first and changes nothing; what changes the database comes last and asks
 * nobody, so that it fits into one transaction with the answer. Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.command.desk;

import org.jspecify.annotations.NullMarked;
