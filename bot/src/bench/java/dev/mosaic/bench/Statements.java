package dev.mosaic.bench;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.store.Jobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements of one submission, as the server logged them: so that the physical limit is
 * measured with what Mosaic sends today, not with a copy that grows old.
 */
final class Statements {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long ISSUE = 987_654_321;

    /** {@code time [pid] LOG: execute S_1: text}, or {@code statement: text}. */
    private static final Pattern LOGGED =
            Pattern.compile(
                    "^.*? \\[(\\d+)] LOG:  (?:execute [^:]*|statement): (.*)$", Pattern.DOTALL);

    private static final Pattern DETAIL =
            Pattern.compile("^.*? \\[(\\d+)] DETAIL:  [Pp]arameters: (.*)$", Pattern.DOTALL);
    private static final Pattern PARAMETER =
            Pattern.compile("\\$(\\d+) = (NULL|'(?:[^']|'')*')", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("\\$(\\d+)");

    private Statements() {}

    /**
     * From BEGIN to COMMIT, values in place of parameters; {@code {id}}, {@code {issue}} and {@code
     * {key}} where each job has its own.
     */
    static List<String> ofOneSubmission(World world) throws Exception {
        var database = world.database();
        MosaicNode.migrate(database);
        World.execute(
                database,
                "alter database %s set log_statement = 'all'"
                        .formatted(database.substring(database.lastIndexOf('/') + 1)));
        var key = UUID.randomUUID().toString();
        var from = Files.size(world.postgresLog());
        try (var node = MosaicNode.start(database, "", 1, Map.of())) {
            var job = submit(node.jobs(), MosaicNode.request(1, ISSUE), key);
            LockSupport.parkNanos(500_000_000);
            return transaction(log(world, from)).stream()
                    .map(statement -> generalised(statement, job, key))
                    .toList();
        }
    }

    private static Job submit(Jobs jobs, JobRequest request, String key) {
        return Objects.requireNonNull(jobs.submit(request, key).block(PATIENCE)).job();
    }

    private static String log(World world, long from) throws IOException {
        var bytes = Files.readAllBytes(world.postgresLog());
        return new String(bytes, (int) from, bytes.length - (int) from, StandardCharsets.UTF_8);
    }

    /**
     * The transaction that made the job, of whichever session it was; a statement outside of one is
     * a transaction of its own.
     */
    private static List<String> transaction(String log) {
        var sessions = new HashMap<String, List<String>>();
        // continued lines begin with a tab
        for (var entry : log.split("\n(?!\t)")) {
            var logged = LOGGED.matcher(entry);
            var detail = DETAIL.matcher(entry);
            if (logged.matches()) {
                var session = sessions.computeIfAbsent(logged.group(1), _ -> new ArrayList<>());
                if (logged.group(2).startsWith("BEGIN") || !isOpen(session)) {
                    session.clear();
                }
                session.add(logged.group(2).strip());
                if (logged.group(2).startsWith("COMMIT") && makesJob(session)) {
                    return List.copyOf(session);
                }
            } else if (detail.matches()) {
                var session = sessions.get(detail.group(1));
                session.addLast(filled(session.removeLast(), detail.group(2)));
                if (!isOpen(session) && makesJob(session)) {
                    return List.copyOf(session);
                }
            }
        }
        throw new IllegalStateException("the log of PostgreSQL does not show the submission");
    }

    private static boolean isOpen(List<String> session) {
        return !session.isEmpty()
                && session.getFirst().startsWith("BEGIN")
                && !session.getLast().startsWith("COMMIT");
    }

    private static boolean makesJob(List<String> session) {
        return session.stream()
                .anyMatch(statement -> statement.contains("insert into runner_jobs"));
    }

    private static String filled(String statement, String details) {
        var values = new HashMap<String, String>();
        var parameter = PARAMETER.matcher(details);
        while (parameter.find()) {
            values.put(parameter.group(1), literal(parameter.group(2)));
        }
        return PLACE.matcher(statement)
                .replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
    }

    /** pgbench takes a colon for the begin of a variable, also in quotes. */
    private static String literal(String value) {
        return value.contains(":")
                ? "U&" + value.replace("\\", "\\\\").replace(":", "\\003A")
                : value;
    }

    private static String generalised(String statement, Job job, String key) {
        return statement
                .replace("'" + job.id().value() + "'", "{id}")
                .replace("'" + ISSUE + "'", "{issue}")
                .replace("'" + key + "'", "{key}");
    }
}
