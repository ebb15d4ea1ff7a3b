/**
 * What models cost and how much may be spent: prices, limits, and the ledger that holds both
 * together. Knows of calls only what they cost, and of jobs only their ids.
 *
 * <p>A call is paid for in two steps: its most possible cost is reserved before it is made, and
 * what it did cost is settled afterwards. Both are one row, which counts once; a row that nobody
 * settles lapses and counts as a whole.
 */
@NamedInterface("ledger")
@NullMarked
package dev.mosaic.stitcher.model.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
