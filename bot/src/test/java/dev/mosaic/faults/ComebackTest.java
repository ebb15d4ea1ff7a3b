package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.Asked;
import dev.mosaic.faults.FaultCase.GoesOn;

/** A node dies at every point while work is asked for, and comes back. */
class ComebackTest extends EveryPoint {
    ComebackTest() {
        super(GoesOn.SAME_NODE, 1, Asked.WORK);
    }
}
