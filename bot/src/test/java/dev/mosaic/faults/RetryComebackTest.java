package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.Asked;
import dev.mosaic.faults.FaultCase.GoesOn;
import java.util.EnumSet;

/** A node dies at every point while a change is made anew, and comes back. */
class RetryComebackTest extends EveryPoint {
    RetryComebackTest() {
        super(GoesOn.SAME_NODE, 1, EnumSet.of(Asked.RETRY));
    }
}
