package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.inspector.report.TestRun;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import org.jspecify.annotations.Nullable;

/**
 * One quality check of a change, on a clean checkout of it. Blocking; runs on the job's own thread,
 * and interruption ends it.
 */
interface Gate {
    /** The name in policy, evidence and commit statuses. */
    String name();

    /** What it runs, as a person would type it; empty for a gate that is no command. */
    String command();

    Finding inspect(SandboxHandle sandbox) throws InterruptedException;

    /**
     * What a gate found.
     *
     * @param exit the exit code; null if nothing was run to its end
     * @param millis how long it took
     * @param output what it printed, cut to a bounded size
     * @param tests what its tests told; none for a gate that does not test
     */
    record Finding(
            Verdict verdict, @Nullable Integer exit, long millis, String output, TestRun tests) {
        Finding(Verdict verdict, @Nullable Integer exit, long millis, String output) {
            this(verdict, exit, millis, output, TestRun.NONE);
        }

        /** The same with another verdict, in the light of its tests. */
        Finding with(Verdict weighed, TestRun told) {
            return new Finding(weighed, exit, millis, output, told);
        }
    }
}
