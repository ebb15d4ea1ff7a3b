/**
 * What keeps commands apart from the rest of this machine: namespaces made by bubblewrap, an
 * account of their own, or nothing. {@link
 * dev.mosaic.stitcher.sandbox.process.enclosure.Enclosures} chooses once, by trying; what a way
 * does not keep apart it says itself. Starts no command and ends none. Public for the rooms of the
 * process sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.process.enclosure;

import org.jspecify.annotations.NullMarked;
