package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobEvent;
import java.time.Duration;
import java.util.List;

/** What the log says of gates, as evidence. */
final class Evidences {
    private Evidences() {}

    static Evidence of(JobEvent.GatesDetected it) {
        return new Evidence(
                it.round(), "gates", "", null, null, Evidence.Result.DETECTED, it.found());
    }

    static Evidence of(JobEvent.EgressBlocked it, int round) {
        var reason = "%s: %s".formatted(it.target(), it.why());
        return new Evidence(
                round, "network", "", null, null, Evidence.Result.BLOCKED, List.of(reason));
    }

    static Evidence of(JobEvent.GatePassed it) {
        return new Evidence(
                it.round(),
                it.gate(),
                it.command(),
                it.exit(),
                Duration.ofMillis(it.millis()),
                Evidence.Result.PASSED,
                it.remarks());
    }

    static Evidence of(JobEvent.GateRejected it) {
        return new Evidence(
                it.round(),
                it.gate(),
                it.command(),
                it.exit(),
                Duration.ofMillis(it.millis()),
                Evidence.Result.REJECTED,
                it.reasons());
    }

    static Evidence of(JobEvent.GateBroken it) {
        return new Evidence(
                it.round(), it.gate(), "", null, null, Evidence.Result.BROKEN, List.of(it.cause()));
    }

    static Evidence of(JobEvent.GateHeld it) {
        return new Evidence(
                it.round(),
                it.gate(),
                "",
                null,
                Duration.ofMillis(it.millis()),
                Evidence.Result.HELD,
                it.reasons());
    }

    static Evidence of(JobEvent.GateBypassed it) {
        return new Evidence(
                it.round(),
                it.gate(),
                "",
                null,
                null,
                Evidence.Result.BYPASSED,
                List.of("disabled by " + it.by()));
    }
}
