package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.GoesOn;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A node dies at every point, whatever was asked, and comes back or is replaced by another. */
@Tag("faults")
class FailpointsTest {
    @TempDir Path folder;

    private FaultsWorld world;

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> sameNodeComesBack() throws Exception {
        world = new FaultsWorld(folder, 1, FaultsWorld.Addresses.STRAIGHT);
        return Sample.of(FaultCase.all(GoesOn.SAME_NODE)).map(this::test);
    }

    @TestFactory
    Stream<DynamicTest> anotherNodeTakesOver() throws Exception {
        world = new FaultsWorld(folder, 3, FaultsWorld.Addresses.STRAIGHT);
        return Sample.of(FaultCase.all(GoesOn.OTHER_NODE)).map(this::test);
    }

    private DynamicTest test(FaultCase it) {
        return DynamicTest.dynamicTest(it.toString(), () -> new FaultRun(world, it).play());
    }
}
