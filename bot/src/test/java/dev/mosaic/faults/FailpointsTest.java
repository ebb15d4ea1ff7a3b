package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.GoesOn;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A node dies at every point, whatever was asked, and comes back or is replaced by another. */
@Tag("faults")
class FailpointsTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private FaultsWorld world;

    @AfterEach
    void end() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> sameNodeComesBack() {
        return tests(GoesOn.SAME_NODE, 1);
    }

    @TestFactory
    Stream<DynamicTest> anotherNodeTakesOver() {
        return tests(GoesOn.OTHER_NODE, 3);
    }

    private Stream<DynamicTest> tests(GoesOn goesOn, int nodes) {
        return Sample.of(FaultCase.all(goesOn))
                .map(it ->
                        DynamicTest.dynamicTest(
                                it.toString(), () -> new FaultRun(world(nodes), it).play()));
    }

    private FaultsWorld world(int nodes) throws Exception {
        if (world == null) {
            world = new FaultsWorld(folder, nodes, FaultsWorld.Addresses.STRAIGHT);
        }
        return world;
    }
}
