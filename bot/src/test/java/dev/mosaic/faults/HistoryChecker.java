package dev.mosaic.faults;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.mosaic.faults.History.EventRow;
import dev.mosaic.faults.History.JobRow;
import dev.mosaic.faults.History.KillRow;
import dev.mosaic.faults.Violation.Invariant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for everything that must not have happened in a {@link History}. Knows nothing of how the
 * program works: it compares what was written down with what was promised.
 */
final class HistoryChecker {
    private final History history;
    private final Map<UUID, JobRow> jobs;
    private final Map<UUID, List<EventRow>> events;
    private final List<Violation> found = new ArrayList<>();

    private HistoryChecker(History history) {
        this.history = history;
        this.jobs = history.jobs().stream().collect(toMap(JobRow::id, it -> it));
        this.events =
                history.events().stream()
                        .sorted(Comparator.comparingInt(EventRow::seq))
                        .collect(groupingBy(EventRow::job, LinkedHashMap::new, toList()));
    }

    /** Empty if every invariant held. */
    static List<Violation> check(History history) {
        var checker = new HistoryChecker(history);
        checker.deliveries();
        checker.ends();
        checker.claims();
        checker.found.addAll(WriteReplay.of(history));
        checker.words();
        checker.branches();
        checker.lines();
        checker.waiting();
        checker.leftovers();
        checker.cancels();
        checker.kills();
        return List.copyOf(checker.found);
    }

    private void violated(Invariant invariant, String what, Object... values) {
        found.add(new Violation(invariant, what.formatted(values)));
    }

    private void deliveries() {
        history.outside()
                .acknowledged()
                .forEach((delivery, job) -> {
                    var started = history.triggers().get(delivery);
                    if (!job.equals(started)) {
                        violated(
                                Invariant.ONE_JOB_PER_TRIGGER,
                                "delivery %s was answered with job %s, and started %s",
                                delivery,
                                job,
                                started);
                    }
                });
        history.triggers()
                .forEach((key, job) -> {
                    if (!jobs.containsKey(job)) {
                        violated(Invariant.ONE_JOB_PER_TRIGGER, "trigger %s has no job", key);
                    }
                });
        history.jobs().stream()
                .filter(job -> !history.triggers().containsValue(job.id()))
                .forEach(job ->
                        violated(
                                Invariant.ONE_JOB_PER_TRIGGER, "nothing started job %s", job.id()));
        history.jobs().stream()
                .filter(job -> !job.isFinal())
                .collect(groupingBy(job -> job.repo() + "#" + job.issue(), counting()))
                .forEach((issue, live) -> {
                    if (live > 1) {
                        violated(
                                Invariant.ONE_JOB_PER_TRIGGER,
                                "issue %s has %d live jobs",
                                issue,
                                live);
                    }
                });
    }

    private void ends() {
        for (var job : history.jobs()) {
            if (!job.isFinal()) {
                violated(Invariant.ONE_END, "job %s is %s", job.id(), job.status());
            }
            var attempt = 1;
            String end = null;
            for (var event : events.getOrDefault(job.id(), List.of())) {
                var ends = endOf(event.type());
                if (event.type().equals("job.retried")) {
                    if (end == null) {
                        violated(
                                Invariant.ONE_END,
                                "job %s was retried in mid-air (line %d)",
                                job.id(),
                                event.seq());
                    }
                    attempt++;
                    end = null;
                } else if (end != null && (ends != null || moves(event.type()))) {
                    violated(
                            Invariant.ONE_END,
                            "job %s was %s, and then came %s (line %d)",
                            job.id(),
                            end,
                            event.type(),
                            event.seq());
                } else if (ends != null) {
                    end = ends;
                }
            }
            compare(job, attempt, end);
        }
    }

    private void compare(JobRow job, int attempt, @Nullable String end) {
        if (job.isFinal() && !job.status().equals(end)) {
            violated(
                    Invariant.ONE_END,
                    "job %s is %s, and its log says %s",
                    job.id(),
                    job.status(),
                    end);
        }
        if (job.attempt() != attempt) {
            violated(
                    Invariant.ONE_END,
                    "job %s is at attempt %d, and its log at %d",
                    job.id(),
                    job.attempt(),
                    attempt);
        }
    }

    private static @Nullable String endOf(String type) {
        return switch (type) {
            case "job.completed" -> "COMPLETED";
            case "job.failed" -> "FAILED";
            case "job.cancelled" -> "CANCELLED";
            case "job.quarantined" -> "QUARANTINED";
            default -> null;
        };
    }

    private static boolean moves(String type) {
        return Set.of("job.queued", "job.delayed", "job.claimed", "job.cancelling").contains(type)
                || type.startsWith("step.");
    }

    private void claims() {
        for (var job : history.jobs()) {
            var claimed =
                    history.claims().stream()
                            .filter(it -> it.job().equals(job.id()))
                            .map(History.ClaimRow::epoch)
                            .toList();
            var told =
                    events.getOrDefault(job.id(), List.of()).stream()
                            .filter(it -> it.type().equals("job.claimed"))
                            .map(EventRow::epoch)
                            .toList();
            var wanted = LongStream.rangeClosed(1, job.epoch()).boxed().toList();
            if (!told.equals(wanted) || !claimed.stream().sorted().toList().equals(wanted)) {
                violated(
                        Invariant.FENCED,
                        "job %s has epoch %d, its log tells of %s, its claims are %s",
                        job.id(),
                        job.epoch(),
                        told,
                        claimed);
            }
        }
    }

    private void words() {
        var outside = history.outside();
        var said = outside.said().stream().collect(groupingBy(FileOutlet.Word::key, counting()));
        for (var effect : history.effects()) {
            var times = said.getOrDefault(effect.key(), 0L);
            var most = outside.saidTwice().contains(effect.key()) ? 2 : 1;
            if (!effect.sent()) {
                violated(Invariant.EFFECTS_ONCE, "%s was not said", effect.key());
            } else if (effect.outlet().equals(FileOutlet.NAME) && (times < 1 || times > most)) {
                violated(Invariant.EFFECTS_ONCE, "%s was said %d times", effect.key(), times);
            }
        }
        var known = new HashSet<String>();
        history.effects().forEach(it -> known.add(it.key()));
        said.keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> violated(Invariant.EFFECTS_ONCE, "nobody wanted %s said", key));
        for (var job : history.jobs()) {
            finalWords(job, known);
        }
    }

    /** One for each attempt that ended, whoever watches. */
    private void finalWords(JobRow job, Set<String> known) {
        for (var attempt = 1; attempt <= job.attempt(); attempt++) {
            var prefix = "final:%s:%d:".formatted(job.id(), attempt);
            if (job.isFinal() && known.stream().noneMatch(key -> key.startsWith(prefix))) {
                violated(
                        Invariant.EFFECTS_ONCE,
                        "attempt %d of job %s ended without a word",
                        attempt,
                        job.id());
            }
        }
    }

    private void branches() {
        var outside = history.outside();
        outside.branches().stream()
                .collect(groupingBy(it -> it.repo() + " " + issueOf(it.name()), counting()))
                .forEach((issue, count) -> {
                    if (count > 1) {
                        violated(Invariant.EFFECTS_ONCE, "%s has %d branches", issue, count);
                    }
                });
        outside.pullRequests().stream()
                .collect(groupingBy(it -> it.repo() + " " + it.head(), counting()))
                .forEach((branch, count) -> {
                    if (count > 1) {
                        violated(Invariant.EFFECTS_ONCE, "%s has %d proposals", branch, count);
                    }
                });
        for (var job : history.jobs()) {
            if (job.status().equals("COMPLETED") && !proposed(job)) {
                violated(
                        Invariant.EFFECTS_ONCE,
                        "job %s is completed, and its pull request is not there",
                        job.id());
            }
        }
    }

    private boolean proposed(JobRow job) {
        return history.outside().pullRequests().stream()
                        .anyMatch(it ->
                                job.pullRequest() != null
                                        && it.number() == job.pullRequest()
                                        && it.head().equals(job.branch()))
                && history.outside().branches().stream()
                        .anyMatch(it -> it.name().equals(job.branch()));
    }

    /** {@code mosaic/12-words} → {@code mosaic/12}. */
    private static String issueOf(String branch) {
        return branch.replaceFirst("^(mosaic/\\d+).*", "$1");
    }

    private void lines() {
        for (var job : history.jobs()) {
            var seqs =
                    events.getOrDefault(job.id(), List.of()).stream().map(EventRow::seq).toList();
            var wanted =
                    LongStream.rangeClosed(1, job.lastSeq()).mapToObj(Math::toIntExact).toList();
            if (!seqs.equals(wanted)) {
                violated(
                        Invariant.GAPLESS,
                        "job %s should have lines 1 to %d, and has %s",
                        job.id(),
                        job.lastSeq(),
                        seqs);
            }
        }
    }

    private void waiting() {
        var since = new HashMap<UUID, Instant>();
        for (var write : history.writes()) {
            since.put(write.job(), write.at());
        }
        for (var job : history.jobs()) {
            var waits =
                    Duration.between(since.getOrDefault(job.id(), history.now()), history.now());
            if (job.status().equals("QUEUED")
                    && waits.compareTo(history.outside().limits().waiting()) > 0) {
                violated(Invariant.NOTHING_WAITS, "job %s waits since %s", job.id(), waits);
            }
        }
        history.deliveries().stream()
                .filter(it -> !it.closed())
                .forEach(it ->
                        violated(
                                Invariant.NOTHING_WAITS,
                                "delivery %s:%s was not answered",
                                it.source(),
                                it.id()));
    }

    private void leftovers() {
        history.outside().leftovers().forEach(it -> violated(Invariant.NOTHING_LEFT, "%s", it));
        history.agents().stream()
                .filter(it -> Set.of("SPAWNING", "RUNNING").contains(it.state()))
                .filter(it -> jobs.containsKey(it.job()) && jobs.get(it.job()).isFinal())
                .forEach(it ->
                        violated(
                                Invariant.NOTHING_LEFT,
                                "an agent of job %s is %s",
                                it.job(),
                                it.state()));
    }

    private void kills() {
        history.outside().survivors().forEach(it -> violated(Invariant.KILL_PROVEN, "%s", it));
        for (var kill : history.kills()) {
            if (!kill.proven()) {
                violated(Invariant.KILL_PROVEN, "a kill of job %s is not proven", kill.job());
            } else if (!kill.told()) {
                violated(Invariant.KILL_PROVEN, "the log of job %s tells no proof", kill.job());
            } else {
                runsOn(kill);
            }
        }
    }

    /** Under the lease that was killed; a retry has another. */
    private void runsOn(KillRow kill) {
        history.agents().stream()
                .filter(it -> it.job().equals(kill.job()) && it.epoch() == kill.epoch())
                .filter(it -> Set.of("SPAWNING", "RUNNING").contains(it.state()))
                .forEach(it ->
                        violated(
                                Invariant.KILL_PROVEN,
                                "an agent of job %s is %s after its kill was proven",
                                it.job(),
                                it.state()));
        history.writes().stream()
                .filter(it -> it.job().equals(kill.job()) && it.epoch() == kill.epoch())
                .filter(it -> it.isUnderWay() && it.at().isAfter(kill.provenAt()))
                // before the last word of one transaction nobody sees the others
                .filter(it -> !it.transaction().equals(kill.transaction()))
                .forEach(it ->
                        violated(
                                Invariant.KILL_PROVEN,
                                "job %s was %s at %s, after its kill was proven",
                                it.job(),
                                it.status(),
                                it.at()));
    }

    private void cancels() {
        history.outside()
                .cancelled()
                .forEach((job, took) -> {
                    if (took.compareTo(history.outside().limits().cancelling()) > 0) {
                        violated(Invariant.CANCEL_ENDS, "the cancel of job %s took %s", job, took);
                    }
                });
        history.jobs().stream()
                .filter(job -> job.status().equals("CANCELLING"))
                .forEach(job ->
                        violated(Invariant.CANCEL_ENDS, "job %s is still CANCELLING", job.id()));
    }
}
