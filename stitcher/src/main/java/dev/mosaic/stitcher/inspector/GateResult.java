package dev.mosaic.stitcher.inspector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one gate said in one round: a row of the evidence.
 *
 * @param exit null if nothing was run to its end
 * @param verdict {@code passed}, {@code held}, {@code rejected}, {@code broken} or {@code bypassed}
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
        List<String> reasons) {
    public GateResult {
        reasons = List.copyOf(reasons);
    }
}
