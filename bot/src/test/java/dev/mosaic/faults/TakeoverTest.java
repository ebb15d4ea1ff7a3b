package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.Asked;
import dev.mosaic.faults.FaultCase.GoesOn;

/** A node dies at every point while work is asked for, and others take over. */
class TakeoverTest extends EveryPoint {
    TakeoverTest() {
        super(GoesOn.OTHER_NODE, 3, Asked.WORK);
    }
}
