package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.Asked;
import dev.mosaic.faults.FaultCase.GoesOn;
import java.util.EnumSet;

/** A node dies at every point while a change is made anew, and others take over. */
class RetryTakeoverTest extends EveryPoint {
    RetryTakeoverTest() {
        super(GoesOn.OTHER_NODE, 3, EnumSet.of(Asked.RETRY));
    }
}
