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

/** A node dies at every point, whatever was asked, and comes back. */
@Tag("faults")
class ComebackTest {
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
    Stream<DynamicTest> everyPoint() {
        return Sample.of(FaultCase.all(GoesOn.SAME_NODE))
                .map(it ->
                        DynamicTest.dynamicTest(
                                it.toString(), () -> new FaultRun(world(), it).play()));
    }

    private FaultsWorld world() throws Exception {
        if (world == null) {
            world = new FaultsWorld(folder, 1, FaultsWorld.Addresses.STRAIGHT);
        }
        return world;
    }
}
