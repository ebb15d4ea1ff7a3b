package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.faults.FileOutlet.Word;
import dev.mosaic.faults.History.AgentRow;
import dev.mosaic.faults.History.BranchRow;
import dev.mosaic.faults.History.ClaimRow;
import dev.mosaic.faults.History.DeliveryRow;
import dev.mosaic.faults.History.EffectRow;
import dev.mosaic.faults.History.EventRow;
import dev.mosaic.faults.History.JobRow;
import dev.mosaic.faults.History.KillRow;
import dev.mosaic.faults.History.Limits;
import dev.mosaic.faults.History.Outside;
import dev.mosaic.faults.History.PullRequestRow;
import dev.mosaic.faults.History.WriteRow;
import dev.mosaic.faults.Violation.Invariant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A good history has no fault, and each fault is found in a bad one. */
class HistoryCheckerTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final UUID NODE = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);

    private final UUID job = new UUID(2, 1);
    private final List<JobRow> jobs = new ArrayList<>();
    private final List<EventRow> events = new ArrayList<>();
    private final List<ClaimRow> claims = new ArrayList<>();
    private final List<WriteRow> writes = new ArrayList<>();
    private final Map<String, UUID> triggers = new HashMap<>();
    private final List<DeliveryRow> deliveries = new ArrayList<>();
    private final List<EffectRow> effects = new ArrayList<>();
    private final List<AgentRow> agents = new ArrayList<>();
    private final List<KillRow> kills = new ArrayList<>();
    private final Set<String> survivors = new HashSet<>();
    private final Map<String, UUID> acknowledged = new HashMap<>();
    private final Map<UUID, Duration> cancelled = new HashMap<>();
    private final List<Word> said = new ArrayList<>();
    private final Set<String> saidTwice = new HashSet<>();
    private final List<BranchRow> branches = new ArrayList<>();
    private final List<PullRequestRow> pullRequests = new ArrayList<>();
    private final List<String> leftovers = new ArrayList<>();

    /** Died once, was taken over, opened its pull request, and said so. */
    HistoryCheckerTest() {
        jobs.add(row("COMPLETED", 1));
        var types =
                List.of(
                        "job.submitted",
                        "job.queued",
                        "job.claimed",
                        "job.queued",
                        "job.claimed",
                        "job.completed");
        for (var type : types) {
            var seq = events.size() + 1;
            var epoch = type.equals("job.claimed") ? Long.valueOf(seq == 3 ? 1 : 2) : null;
            events.add(new EventRow(job, seq, type, epoch));
        }
        claims.add(new ClaimRow(job, 1, "a", NODE));
        claims.add(new ClaimRow(job, 2, "b", OTHER));
        write(0, "QUEUED", null);
        write(1, "RUNNING", NODE);
        write(1, "QUEUED", null);
        write(2, "RUNNING", OTHER);
        write(2, "COMPLETED", null);
        triggers.put("chat:1", job);
        acknowledged.put("chat:1", job);
        deliveries.add(new DeliveryRow("chat", "1", true));
        effects.add(new EffectRow(finalWord(), FileOutlet.NAME, "ada", true));
        said.add(new Word(finalWord(), "ada", "Done"));
        branches.add(new BranchRow("r.git", "mosaic/7-words"));
        pullRequests.add(new PullRequestRow("r", 8, "mosaic/7-words", "main"));
        agents.add(new AgentRow(job, 1, "KILLED"));
        agents.add(new AgentRow(job, 2, "COMPLETED"));
    }

    @Test
    void nothingIsWrongWithAGoodHistory() {
        assertThat(check()).isEmpty();
    }

    @Test
    void anAcknowledgedDeliveryWithoutItsJobIsFound() {
        triggers.clear();
        triggers.put("chat:2", job);

        assertFound(Invariant.ONE_JOB_PER_TRIGGER);
    }

    @Test
    void aJobThatNothingStartedIsFound() {
        triggers.clear();
        acknowledged.clear();

        assertFound(Invariant.ONE_JOB_PER_TRIGGER);
    }

    @Test
    void aJobThatNeverEndsIsFound() {
        jobs.set(0, row("RUNNING", 1));

        assertFound(Invariant.ONE_END);
    }

    @Test
    void twoEndsOfOneAttemptAreFound() {
        line("job.failed");

        assertFound(Invariant.ONE_END);
    }

    @Test
    void workAfterTheEndIsFound() {
        line("step.started");

        assertFound(Invariant.ONE_END);
    }

    @Test
    void aRetryBeginsAnAttemptThatMayEndAgain() {
        line("job.retried");
        line("job.failed");
        jobs.set(0, new JobRow(job, "r", 7, "FAILED", 2, 2, events.size(), "mosaic/7-words", 8L));
        effects.add(
                new EffectRow("final:%s:2:file:ada".formatted(job), FileOutlet.NAME, "ada", true));
        said.add(new Word("final:%s:2:file:ada".formatted(job), "ada", "Failed"));

        assertThat(check()).isEmpty();
    }

    @Test
    void aWriteOfAnEarlierEpochIsFound() {
        writes.add(3, write(writes.size() + 1, 0, "RUNNING", NODE));

        assertFound(Invariant.FENCED);
    }

    @Test
    void twoOwnersOfOneEpochAreFound() {
        writes.add(4, write(writes.size() + 1, 2, "RUNNING", NODE));

        assertFound(Invariant.FENCED);
    }

    @Test
    void aClaimThatTheLogDoesNotKnowIsFound() {
        claims.add(new ClaimRow(job, 3, "c", NODE));

        assertFound(Invariant.FENCED);
    }

    @Test
    void twoJobsOfARepositoryAtOnceAreFound() {
        var second = new UUID(2, 2);
        writes.add(2, write(second, 1, "RUNNING", NODE, 0, 1));
        writes.add(3, write(second, 1, "COMPLETED", null, 0, 1));

        assertFound(Invariant.WITHIN_LIMIT);
    }

    @Test
    void aWordThatWasSaidTwiceIsFound() {
        said.add(said.getFirst());

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void aWordMayBeSaidTwiceByWhoDiedBeforeItWasNoted() {
        said.add(said.getFirst());
        saidTwice.add(finalWord());

        assertThat(check()).isEmpty();
    }

    @Test
    void aWordThatWasNeverSaidIsFound() {
        said.clear();

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void anEndWithoutAWordIsFound() {
        said.clear();
        effects.clear();

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void aWordThatNobodyWantedIsFound() {
        said.add(new Word("final:else", "ada", "Done"));

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void twoBranchesOfAnIssueAreFound() {
        branches.add(new BranchRow("r.git", "mosaic/7-other-words"));

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void twoPullRequestsOfABranchAreFound() {
        pullRequests.add(new PullRequestRow("r", 9, "mosaic/7-words", "main"));

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void aCompletedJobWithoutItsPullRequestIsFound() {
        pullRequests.clear();

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void aMissingLineIsFound() {
        events.remove(3);

        assertFound(Invariant.GAPLESS);
    }

    @Test
    void aLineThatNobodyCountedIsFound() {
        events.add(new EventRow(job, events.size() + 1, "agent.note", null));

        assertFound(Invariant.GAPLESS);
    }

    @Test
    void aJobThatWaitsThoughThereIsRoomIsFound() {
        jobs.set(0, row("QUEUED", 1));

        assertFound(Invariant.NOTHING_WAITS);
    }

    @Test
    void aDeliveryThatNobodyAnsweredIsFound() {
        deliveries.add(new DeliveryRow("chat", "2", false));

        assertFound(Invariant.NOTHING_WAITS);
    }

    @Test
    void aLeftoverIsFound() {
        leftovers.add("process 1");

        assertFound(Invariant.NOTHING_LEFT);
    }

    @Test
    void anAgentThatSeemsToRunIsFound() {
        agents.add(new AgentRow(job, 2, "RUNNING"));

        assertFound(Invariant.NOTHING_LEFT);
    }

    @Test
    void aJobThatManyOvertakeIsFound() {
        var patient = new UUID(2, 2);
        var all = new ArrayList<WriteRow>();
        all.add(write(patient, 0, "QUEUED", null, -60, -60));
        for (var number = 3; number < 8; number++) {
            var hasty = new UUID(2, number);
            all.add(write(hasty, 1, "RUNNING", NODE, 0, number));
            all.add(write(hasty, 1, "COMPLETED", null, 0, number));
        }
        all.add(write(patient, 1, "COMPLETED", null, -60, 60));
        writes.addAll(all);

        assertFound(Invariant.AGEING);
    }

    @Test
    void aCancelThatTakesTooLongIsFound() {
        cancelled.put(job, Duration.ofMinutes(2));

        assertFound(Invariant.CANCEL_ENDS);
    }

    @Test
    void aCancelThatNeverEndsIsFound() {
        jobs.set(0, row("CANCELLING", 1));

        assertFound(Invariant.CANCEL_ENDS);
    }

    @Test
    void aKillThatIsProvenAndToldIsGood() {
        kills.add(new KillRow(job, 2, NOON.plusSeconds(60), "9", true));

        assertThat(check()).isEmpty();
    }

    @Test
    void aKillThatIsNeverProvenIsFound() {
        kills.add(new KillRow(job, 2, null, "9", false));

        assertFound(Invariant.KILL_PROVEN);
    }

    @Test
    void aProofThatTheLogDoesNotTellIsFound() {
        kills.add(new KillRow(job, 2, NOON.plusSeconds(60), "9", false));

        assertFound(Invariant.KILL_PROVEN);
    }

    @Test
    void aProcessThatSurvivesItsProofIsFound() {
        survivors.add("process 1");

        assertFound(Invariant.KILL_PROVEN);
    }

    @Test
    void anAgentThatSurvivesItsProofIsFound() {
        kills.add(new KillRow(job, 2, NOON.plusSeconds(60), "9", true));
        agents.set(1, new AgentRow(job, 2, "RUNNING"));

        assertFound(Invariant.KILL_PROVEN);
    }

    @Test
    void whatIsWrittenTogetherWithTheProofIsGood() {
        kills.add(new KillRow(job, 2, NOON, "4", true));

        assertThat(check()).isEmpty();
    }

    @Test
    void workAfterTheProofIsFound() {
        kills.add(new KillRow(job, 2, NOON, "9", true));

        assertFound(Invariant.KILL_PROVEN);
    }

    private void assertFound(Invariant invariant) {
        assertThat(check()).extracting(Violation::invariant).contains(invariant);
    }

    private List<Violation> check() {
        return HistoryChecker.check(
                new History(
                        NOON.plusSeconds(3600),
                        jobs,
                        events,
                        claims,
                        writes,
                        triggers,
                        deliveries,
                        effects,
                        agents,
                        kills,
                        new Outside(
                                acknowledged,
                                cancelled,
                                said,
                                saidTwice,
                                branches,
                                pullRequests,
                                leftovers,
                                survivors,
                                new Limits(1, Duration.ofSeconds(20), Duration.ofSeconds(60), 3))));
    }

    private JobRow row(String status, int attempt) {
        return new JobRow(job, "r", 7, status, attempt, 2, 6, "mosaic/7-words", 8L);
    }

    private String finalWord() {
        return "final:%s:1:file:ada".formatted(job);
    }

    private void line(String type) {
        events.add(new EventRow(job, events.size() + 1, type, null));
    }

    private void write(long epoch, String status, UUID owner) {
        writes.add(write(writes.size() + 1, epoch, status, owner));
    }

    private WriteRow write(int pos, long epoch, String status, UUID owner) {
        return new WriteRow(
                pos, job, "r", epoch, status, owner, NOON, NOON.plusSeconds(pos), "" + pos);
    }

    private static WriteRow write(
            UUID job, long epoch, String status, UUID owner, int turn, int at) {
        return new WriteRow(
                99,
                job,
                "r",
                epoch,
                status,
                owner,
                NOON.plusSeconds(turn),
                NOON.plusSeconds(at),
                "99");
    }
}
