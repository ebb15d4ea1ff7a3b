package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.GoesOn;

/** A node dies at every point, whatever was asked, and others take over. */
class TakeoverTest extends EveryPoint {
    TakeoverTest() {
        super(GoesOn.OTHER_NODE, 3);
    }
}
