package dev.mosaic.stitcher.engine.claude;

import java.util.HashMap;
import java.util.Map;

/** Notices a model that does the same failing thing again and again. Used by one thread. */
final class Repeats {
    /** So often, with nothing that succeeds in between. */
    static final int MOST = 8;

    /**
     * @param input only its hash: inputs may be long, and a mistake costs nothing but a retry
     */
    private record Use(String tool, int input) {}

    private final Map<Use, Integer> failed = new HashMap<>();

    /** Whether this was once too often. */
    boolean isTooMuch(String tool, Object input, boolean succeeded) {
        if (succeeded) {
            failed.clear();
            return false;
        }
        return failed.merge(new Use(tool, input.hashCode()), 1, Integer::sum) >= MOST;
    }
}
