package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.Asked;
import dev.mosaic.faults.FaultCase.GoesOn;
import java.util.EnumSet;

/** A node dies at every point while a change is made, and comes back. */
class ComebackTest extends EveryPoint {
    ComebackTest() {
        super(GoesOn.SAME_NODE, 1, EnumSet.of(Asked.FIX));
    }
}
