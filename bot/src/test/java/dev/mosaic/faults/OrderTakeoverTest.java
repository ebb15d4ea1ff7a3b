package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.Asked;
import dev.mosaic.faults.FaultCase.GoesOn;

/** A node dies while work is ended, answered or handed back, and others take over. */
class OrderTakeoverTest extends EveryPoint {
    OrderTakeoverTest() {
        super(GoesOn.OTHER_NODE, 3, Asked.ORDERS);
    }
}
