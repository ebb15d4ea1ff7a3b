package dev.mosaic.stitcher.api.agent;

import dev.mosaic.stitcher.job.store.Kills.Kill;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kill as it stands in the audit.
 *
 * @param agentId the agent that was named; null if the job was, or everything
 * @param door where it came in
 * @param provenAt when nothing ran any more; null as long as that is not known
 * @param afterMs from the wish to the proof
 * @param survivors what could not be ended the last time that it was tried
 */
record KillView(
        String id,
        @Nullable String agentId,
        String by,
        String reason,
        String door,
        Instant at,
        @Nullable Instant provenAt,
        @Nullable Long afterMs,
        List<String> survivors) {
    static KillView of(Kill kill) {
        return new KillView(
                kill.id().toString(),
                kill.agent() == null ? null : kill.agent().toString(),
                kill.by(),
                kill.reason(),
                kill.door(),
                kill.at(),
                kill.provenAt(),
                kill.afterMs(),
                kill.survivors());
    }
}
