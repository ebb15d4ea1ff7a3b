package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.Asked;
import dev.mosaic.faults.FaultCase.GoesOn;

/** A node dies while work is ended, answered or handed back, and comes back. */
class OrderComebackTest extends EveryPoint {
    OrderComebackTest() {
        super(GoesOn.SAME_NODE, 1, Asked.ORDERS);
    }
}
