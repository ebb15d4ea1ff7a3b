package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.GoesOn;

/** A node dies at every point, whatever was asked, and comes back. */
class ComebackTest extends EveryPoint {
    ComebackTest() {
        super(GoesOn.SAME_NODE, 1);
    }
}
