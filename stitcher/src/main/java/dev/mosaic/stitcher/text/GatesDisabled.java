package dev.mosaic.stitcher.text;

import java.util.List;

/** What must be said wherever a change is shown that no quality gate has passed. */
final class GatesDisabled {
    static final String BANNER =
            "> **Quality gates disabled.** No test has run on this change. Pipelines, policy and secrets were checked.";

    private GatesDisabled() {}

    /** True if a gate was left out in the attempt. */
    static boolean in(List<Evidence> evidence) {
        return evidence.stream().anyMatch(it -> it.result() == Evidence.Result.BYPASSED);
    }
}
