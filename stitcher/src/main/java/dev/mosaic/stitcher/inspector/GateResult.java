package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.inspector.report.TestRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one gate said in one round: a row of the evidence.
 *
 * @param exit null if nothing was run to its end
 * @param verdict {@code passed}, {@code held}, {@code rejected}, {@code broken} or {@code bypassed}
 * @param tests null if the gate told of none
 * @param reasons why not; remarks when passed
 */
public record GateResult(
        int attempt,
        int round,
        String gate,
        String command,
        @Nullable Integer exit,
        long millis,
        String verdict,
        List<String> reasons,
        @Nullable Tests tests) {
    public GateResult {
        reasons = List.copyOf(reasons);
    }

    /** What the tests of a gate counted. @param executed passed or failed */
    public record Tests(int executed, int failed, int skipped) {
        static @Nullable Tests of(TestRun run) {
            return run.isEmpty()
                    ? null
                    : new Tests(run.executed(), run.failed().size(), run.skipped().size());
        }
    }
}
