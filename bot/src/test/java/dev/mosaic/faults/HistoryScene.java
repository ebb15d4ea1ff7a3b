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

/** A good history, and the hand that spoils it. */
abstract class HistoryScene {
    static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    static final UUID NODE = new UUID(1, 1);
    static final UUID OTHER = new UUID(1, 2);

    final UUID job = new UUID(2, 1);
    final List<JobRow> jobs = new ArrayList<>();
    final List<EventRow> events = new ArrayList<>();
    final List<ClaimRow> claims = new ArrayList<>();
    final List<WriteRow> writes = new ArrayList<>();
    final Map<String, UUID> triggers = new HashMap<>();
    final List<DeliveryRow> deliveries = new ArrayList<>();
    final List<EffectRow> effects = new ArrayList<>();
    final List<AgentRow> agents = new ArrayList<>();
    final List<KillRow> kills = new ArrayList<>();
    final Set<String> survivors = new HashSet<>();
    final Map<String, UUID> acknowledged = new HashMap<>();
    final Map<UUID, Duration> cancelled = new HashMap<>();
    final List<Word> said = new ArrayList<>();
    final Set<String> saidTwice = new HashSet<>();
    final List<BranchRow> branches = new ArrayList<>();
    final List<PullRequestRow> pullRequests = new ArrayList<>();
    final List<String> leftovers = new ArrayList<>();

    /** Died once, was taken over, opened its pull request, and said so. */
    HistoryScene() {
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

    void assertFound(Invariant invariant) {
        assertThat(check()).extracting(Violation::invariant).contains(invariant);
    }

    List<Violation> check() {
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

    JobRow row(String status, int attempt) {
        return new JobRow(job, "r", 7, status, attempt, 2, 6, "mosaic/7-words", 8L);
    }

    String finalWord() {
        return "final:%s:1:file:ada".formatted(job);
    }

    void line(String type) {
        events.add(new EventRow(job, events.size() + 1, type, null));
    }

    void write(long epoch, String status, UUID owner) {
        writes.add(write(writes.size() + 1, epoch, status, owner));
    }

    WriteRow write(int pos, long epoch, String status, UUID owner) {
        return new WriteRow(
                pos, job, "r", epoch, status, owner, NOON, NOON.plusSeconds(pos), "" + pos);
    }

    static WriteRow write(UUID job, long epoch, String status, UUID owner, int turn, int at) {
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
