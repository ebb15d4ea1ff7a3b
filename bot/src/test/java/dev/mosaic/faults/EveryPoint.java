package dev.mosaic.faults;

import dev.mosaic.faults.FaultCase.Asked;
import dev.mosaic.faults.FaultCase.GoesOn;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The enumeration of all cases of one way to go on. They follow each other in one world, as long as
 * all of them hold: what a broken promise left behind would break the next ones too.
 */
@Tag("faults")
abstract class EveryPoint {
    private final GoesOn goesOn;
    private final int nodes;
    private final Set<Asked> asked;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private FaultsWorld world;
    private int worlds;

    /**
     * @param asked what is asked in its cases
     */
    EveryPoint(GoesOn goesOn, int nodes, Set<Asked> asked) {
        this.goesOn = goesOn;
        this.nodes = nodes;
        this.asked = asked;
    }

    @TestFactory
    Stream<DynamicTest> everyPoint() {
        return Sample.of(FaultCase.all(goesOn, asked))
                .map(it -> DynamicTest.dynamicTest(it.toString(), () -> play(it)));
    }

    private void play(FaultCase it) throws Exception {
        if (world == null) {
            world = new FaultsWorld(folder.resolve("world-" + ++worlds), nodes, Addresses.STRAIGHT);
        }
        try {
            new FaultRun(world, it).play();
        } catch (Exception | AssertionError e) {
            System.out.printf("%s did not hold in %s: %s%n", it, folder, e.getMessage());
            end();
            throw e;
        }
    }

    @AfterEach
    void end() throws Exception {
        if (world != null) {
            world.close();
            world = null;
        }
    }
}
