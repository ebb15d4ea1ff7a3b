package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.faults.History.BranchRow;
import dev.mosaic.faults.History.Limits;
import dev.mosaic.faults.History.Outside;
import dev.mosaic.stitcher.failpoint.Failpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.RepositoryBuilder;

/**
 * Nodes as real processes over a PostgreSQL and a Redis that they share, with repositories and a
 * chat that they share too; each has a home of its own. Remembers what its doors were answered.
 */
final class FaultsWorld implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(180);
    static final String GOOD = "good";
    static final String WITHOUT_GATE = "gateless";
    static final String BREAKING = "breaking";

    private static final String GATE = "version: 1\ngates:\n  test: test -f fixed\n";
    private static final Limits LIMITS =
            new Limits(1, Duration.ofSeconds(20), Duration.ofSeconds(120), 3);

    private final Path folder;
    private final ProgramArchive archive;
    private final FaultStores stores;
    private Connection connection;
    private final List<NodeProcess> nodes;
    private final String token = "7" + Math.abs(UUID.randomUUID().hashCode() % 100_000);
    private final AtomicInteger deliveries = new AtomicInteger();
    private final Map<String, UUID> acknowledged = new ConcurrentHashMap<>();
    private final Map<UUID, Long> cancelled = new ConcurrentHashMap<>();
    private final Map<UUID, Duration> cancels = new ConcurrentHashMap<>();
    private final Set<String> saidTwice = ConcurrentHashMap.newKeySet();
    private final Set<Violation> known = new HashSet<>();

    /** Starts stores and nodes; returns when all are ready. */
    FaultsWorld(Path folder, int count, Addresses addresses) throws Exception {
        this.folder = folder;
        for (var name : List.of("failpoints", "outlet", "repositories")) {
            Files.createDirectories(folder.resolve(name));
        }
        archive = new ProgramArchive(folder.resolve("archive"));
        stores = new FaultStores(folder);
        script(right());
        nodes =
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> node("node-" + number, addresses.of(stores)))
                        .toList();
        try {
            begin();
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    private void begin() throws Exception {
        // the first one alone, because it makes the tables
        nodes.getFirst().warmUp();
        HistoryReader.observe(connection());
        bringBack();
        makeGoodRepository(GOOD);
        nodes.getFirst().makeRepository(WITHOUT_GATE, "");
        nodes.getFirst()
                .makeRepository(
                        BREAKING,
                        "version: 1\ngates:\n  test: test -e %s || exit 127\n"
                                .formatted(folder.resolve("mended")));
    }

    /** Where nodes find their stores: straight, or through something that breaks. */
    interface Addresses {
        Addresses STRAIGHT = stores -> new Ports(stores.postgresPort(), stores.redisPort());

        /** Asked once for each node. */
        Ports of(FaultStores stores);
    }

    record Ports(int postgres, int redis) {}

    private NodeProcess node(String name, Ports ports) {
        var options =
                Stream.of(
                                "mosaic.failpoints=" + folder.resolve("failpoints"),
                                "faults.outlet=" + folder.resolve("outlet"),
                                "mosaic.forge.local.folder=" + folder.resolve("repositories"),
                                "mosaic.engine.scripted.script=" + folder.resolve("script.yml"),
                                "mosaic.queue.node-id=" + name + "-" + token,
                                "mosaic.queue.lease=3s",
                                "mosaic.queue.heartbeat=500ms",
                                "mosaic.queue.poll=200ms",
                                "mosaic.queue.reap.every=300ms",
                                "mosaic.queue.reap.margin=500ms",
                                "mosaic.command.sweep=300ms",
                                "mosaic.command.hold=3s",
                                "mosaic.herald.poll=200ms",
                                "mosaic.herald.debounce=20ms",
                                "mosaic.herald.hold=3s",
                                "mosaic.herald.patience=2s",
                                "mosaic.run.grace=200ms")
                        .map(setting -> "-D" + setting)
                        .toList();
        return new NodeProcess(
                folder.resolve(name),
                new NodeProcess.Stores(
                        "postgres://postgres@127.0.0.1:%d/postgres".formatted(ports.postgres()),
                        "redis://127.0.0.1:" + ports.redis()),
                archive,
                options);
    }

    FaultStores stores() {
        return stores;
    }

    /** One that works; the last one may have been ended with the server. */
    private synchronized Connection connection() throws SQLException {
        if (connection == null || !connection.isValid(5)) {
            connection = stores.connect();
        }
        return connection;
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    /** A node that can answer. */
    NodeProcess anyNode() {
        await("a node that is ready")
                .atMost(PATIENCE)
                .until(() -> nodes.stream().anyMatch(NodeProcess::isReady));
        return nodes.stream().filter(NodeProcess::isReady).findFirst().orElseThrow();
    }

    /** Brings back whoever is gone. */
    void bringBack() throws IOException {
        for (var node : nodes) {
            node.begin();
        }
        nodes.forEach(NodeProcess::awaitReady);
    }

    // what agents do

    String right() {
        return "write: {path: fixed, text: \"fixed\\n\"}";
    }

    /** An agent that no friendly signal ends. */
    String blocking() {
        return "run: \"trap '' TERM INT HUP; sleep %s\"".formatted(token);
    }

    boolean isBlocked() {
        return ProcessHandle.allProcesses()
                .anyMatch(it -> it.info().commandLine().orElse("").endsWith("sleep " + token));
    }

    void script(String step) throws IOException {
        var written = folder.resolve("script.new");
        Files.writeString(written, "rounds:\n  - turns:\n      - " + step + "\n");
        Files.move(
                written,
                folder.resolve("script.yml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether the gate of {@link #BREAKING} can run. */
    void mended(boolean mended) throws IOException {
        var file = folder.resolve("mended");
        Files.deleteIfExists(file);
        if (mended) {
            Files.createFile(file);
        }
    }

    // failpoints

    void arm(Failpoint point) throws IOException {
        Files.deleteIfExists(folder.resolve("failpoints/%s.fired".formatted(point)));
        Files.createFile(folder.resolve("failpoints/" + point));
    }

    boolean fired(Failpoint point) {
        return Files.exists(folder.resolve("failpoints/%s.fired".formatted(point)));
    }

    void awaitFired(Failpoint point) {
        await("failpoint " + point + " fires")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> fired(point));
    }

    void disarm() throws IOException {
        try (var files = Files.list(folder.resolve("failpoints"))) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    // commands

    /** A delivery under an id of its own; handed in again it is the same one. */
    record Delivery(String id, String who, String repository, String text) {}

    Delivery delivery(String who, String repository, String text) {
        return new Delivery("d" + deliveries.incrementAndGet(), who, repository, text);
    }

    /** Hands in once; null if nobody acknowledged it. */
    NodeProcess.Answer hand(NodeProcess node, Delivery delivery) {
        var answer =
                node.hand(delivery.id(), delivery.who(), delivery.repository(), delivery.text())
                        .orElse(null);
        if (answer == null || answer.isLater()) {
            return null;
        }
        var job = answer.job();
        if (job != null && delivery.text().startsWith("fix")) {
            acknowledged.put(FaultsProgram.DOOR + ":" + delivery.id(), UUID.fromString(job));
        }
        if (job != null && delivery.text().startsWith("cancel")) {
            cancelled.put(UUID.fromString(job), System.nanoTime());
        }
        return answer;
    }

    /** Hands in until somebody acknowledges it, as a chat does that delivers at least once. */
    NodeProcess.Answer handUntilAcknowledged(Delivery delivery) {
        var answer = new NodeProcess.Answer[1];
        await(delivery.text() + " is acknowledged")
                .atMost(PATIENCE)
                .until(() -> (answer[0] = hand(anyNode(), delivery)) != null);
        return answer[0];
    }

    /** One more repository with the gate of {@link #GOOD}. */
    void makeGoodRepository(String name) {
        anyNode().makeRepository(name, GATE);
    }

    int openIssue(String repository) {
        return anyNode().openIssue(repository, "An issue");
    }

    /** Keys that may have been said twice. @param which a condition over the outbox */
    void maySayTwice(String which) throws SQLException {
        HistoryReader.rows(
                connection(),
                "select effect_key from outbox where " + which,
                row -> saidTwice.add(row.getString(1)));
    }

    String status(UUID job) {
        try {
            var status =
                    HistoryReader.rows(
                            connection(),
                            "select status from runner_jobs where id = '%s'".formatted(job),
                            row -> row.getString(1));
            return status.isEmpty() ? "" : status.getFirst();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String awaitFinal(UUID job) {
        await("the end of job " + job)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> History.FINAL.contains(status(job)));
        var since = cancelled.remove(job);
        if (since != null) {
            cancels.put(job, Duration.ofNanos(System.nanoTime() - since));
        }
        return status(job);
    }

    // the end

    /** Waits until nothing moves any more, then looks for everything that must not have happened. */
    void assertInvariants() throws Exception {
        await("quiet")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .pollDelay(Duration.ZERO)
                .ignoreExceptions()
                .until(this::isQuiet);
        assertThat(newViolations()).isEmpty();
    }

    /** What was found now, and not before. */
    List<Violation> newViolations() throws Exception {
        return violations().stream().filter(known::add).toList();
    }

    List<Violation> violations() throws Exception {
        return HistoryChecker.check(history());
    }

    History history() throws Exception {
        var outlet = folder.resolve("outlet");
        return HistoryReader.read(
                connection(),
                new Outside(
                        Map.copyOf(acknowledged),
                        Map.copyOf(cancels),
                        FileOutlet.said(outlet),
                        Set.copyOf(saidTwice),
                        branches(),
                        HistoryReader.pullRequests(connection()),
                        leftovers(),
                        LIMITS));
    }

    boolean isQuiet() throws Exception {
        var open =
                HistoryReader.rows(
                        connection(),
                        """
                        select (select count(*) from runner_jobs where status not in
                                   ('COMPLETED', 'FAILED', 'CANCELLED', 'QUARANTINED'))
                             + (select count(*) from outbox where sent_at is null)
                             + (select count(*) from inbox where closed_at is null)
                             + (select count(*) from agents where state in ('SPAWNING', 'RUNNING'))
                             + (select count(*) from messages
                                where wanted_seq > shown_seq and not gave_up)
                             + (select count(*) from job_events e
                                where e.pos > (select max(position) from cursors)
                                  and e.type in ('job.completed', 'job.failed', 'job.cancelled'))
                        """,
                        row -> row.getInt(1));
        return open.getFirst() == 0 && leftovers().isEmpty();
    }

    private List<BranchRow> branches() throws IOException {
        var branches = new ArrayList<BranchRow>();
        for (var git : find(folder.resolve("repositories"), ".*\\.git")) {
            try (var repository = new RepositoryBuilder().setGitDir(git.toFile()).build()) {
                for (var ref : repository.getRefDatabase().getRefsByPrefix("refs/heads/mosaic/")) {
                    branches.add(
                            new BranchRow(
                                    git.getFileName().toString(),
                                    ref.getName().substring("refs/heads/".length())));
                }
            }
        }
        return branches;
    }

    /** Processes of our sandboxes, worktrees, private folders. */
    private List<String> leftovers() throws IOException {
        var left = new ArrayList<String>();
        sandboxed().forEach(it -> left.add("process " + it.pid() + " " + it.info().commandLine()));
        for (var node : nodes) {
            find(node.home(), "agent-.*").forEach(it -> left.add(it.toString()));
            var sandboxes = node.home().resolve("sandboxes");
            if (Files.isDirectory(sandboxes)) {
                try (var folders = Files.list(sandboxes)) {
                    folders.forEach(it -> left.add(it.toString()));
                }
            }
        }
        return left;
    }

    private Stream<ProcessHandle> sandboxed() {
        return ProcessHandle.allProcesses().filter(this::isSandboxed);
    }

    private boolean isSandboxed(ProcessHandle process) {
        try {
            var environment =
                    Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "environ"),
                            java.nio.charset.StandardCharsets.ISO_8859_1);
            return Stream.of(environment.split("\0"))
                    .anyMatch(it -> it.startsWith("MOSAIC_NODE=") && it.endsWith("-" + token));
        } catch (IOException _) {
            return false;
        }
    }

    private static List<Path> find(Path root, String name) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (var found = Files.find(root, 6, (it, _) -> it.getFileName().toString().matches(name))) {
            return found.filter(Files::isDirectory).toList();
        } catch (UncheckedIOException e) {
            // something vanished while we looked
            return find(root, name);
        }
    }

    @Override
    public void close() throws Exception {
        for (var node : nodes) {
            node.kill();
        }
        sandboxed().forEach(ProcessHandle::destroyForcibly);
        connection().close();
        stores.close();
    }
}
