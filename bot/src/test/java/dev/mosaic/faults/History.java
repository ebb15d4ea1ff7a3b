package dev.mosaic.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is left of a run when everything is quiet: what the database remembers, and what the
 * world around it saw.
 *
 * @param now on the database's clock
 */
record History(
        Instant now,
        List<JobRow> jobs,
        List<EventRow> events,
        List<ClaimRow> claims,
        List<WriteRow> writes,
        Map<String, UUID> triggers,
        List<DeliveryRow> deliveries,
        List<EffectRow> effects,
        List<AgentRow> agents,
        List<KillRow> kills,
        Outside outside) {

    record JobRow(
            UUID id,
            String repo,
            long issue,
            String status,
            int attempt,
            long epoch,
            int lastSeq,
            @Nullable String branch,
            @Nullable Long pullRequest) {
        boolean isFinal() {
            return FINAL.contains(status);
        }
    }

    /**
     * @param epoch of a {@code job.claimed}; null elsewhere
     */
    record EventRow(UUID job, int seq, String type, @Nullable Long epoch) {}

    record ClaimRow(UUID job, long epoch, String node, UUID incarnation) {}

    /**
     * One accepted write of a row of {@code runner_jobs}, as an observer in the database saw it.
     *
     * @param pos the order in which they were made
     * @param turn the place in the repository's queue
     * @param transaction that made it, and perhaps others
     */
    record WriteRow(
            long pos,
            UUID job,
            String repo,
            long epoch,
            String status,
            @Nullable UUID owner,
            Instant turn,
            Instant at,
            String transaction) {
        boolean isUnderWay() {
            return status.equals("RUNNING") || status.equals("CANCELLING");
        }
    }

    record DeliveryRow(String source, String id, boolean closed) {}

    record EffectRow(String key, String outlet, String address, boolean sent) {}

    record AgentRow(UUID job, long epoch, String state) {}

    /**
     * A kill of one job.
     *
     * @param epoch of the lease under which it ran; 0 if nobody had it
     * @param provenAt null as long as it is not
     * @param transaction that wrote the proof: with it the job may end
     * @param told whether the job's log says since then that nothing survived
     */
    record KillRow(
            UUID job, long epoch, @Nullable Instant provenAt, String transaction, boolean told) {
        boolean proven() {
            return provenAt != null;
        }
    }

    /**
     * What others saw.
     *
     * @param acknowledged the job of every delivery of a {@code fix} whose door was answered
     * @param cancelled jobs whose cancel was accepted, with the time until the job was over
     * @param saidTwice keys that a process may have said twice, because it died before it could
     *     note them
     * @param leftovers processes, worktrees and private folders
     * @param survivors processes of a job that ran when its kill was proven
     */
    record Outside(
            Map<String, UUID> acknowledged,
            Map<UUID, Duration> cancelled,
            List<FileOutlet.Word> said,
            Set<String> saidTwice,
            List<BranchRow> branches,
            List<PullRequestRow> pullRequests,
            List<String> leftovers,
            Set<String> survivors,
            Limits limits) {}

    record BranchRow(String repo, String name) {}

    record PullRequestRow(String repo, long number, String head, String base) {}

    /**
     * @param running at the same time in one repository
     * @param waiting with a slot free
     * @param cancelling from the accepted cancel to the end
     * @param overtaken by jobs with a later turn
     */
    record Limits(int running, Duration waiting, Duration cancelling, int overtaken) {}

    static final Set<String> FINAL = Set.of("COMPLETED", "FAILED", "CANCELLED", "QUARANTINED");
}
