package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.faults.History.Outside;
import dev.mosaic.program.ProgramArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Nodes as real processes over a PostgreSQL and a Redis that they share, with repositories and a
 * chat that they share too; each has a home of its own.
 */
final class FaultsWorld implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(300);
    static final String GOOD = "good";
    static final String WITHOUT_GATE = "gateless";
    static final String BREAKING = "breaking";
    static final String HELD = "held";

    private static final String GATE = "version: 1\ngates:\n  test: test -f fixed\n";

    private final Path folder;
    private final List<String> settings;
    private final ArmedPoints points;
    private final ProgramArchive archive;
    private final FaultStores stores;
    private Connection connection;
    private final List<NodeProcess> nodes;
    private final Remains remains;
    private final String token = "7" + Math.abs(UUID.randomUUID().hashCode() % 100_000);
    private final Deliveries deliveries = new Deliveries(this);
    private final Set<String> survivors = ConcurrentHashMap.newKeySet();
    private final Set<String> saidTwice = ConcurrentHashMap.newKeySet();
    private Duration started = Pace.USUAL_START;
    private final Set<Violation> known = new HashSet<>();

    /** Starts stores and nodes; returns when all are ready. */
    FaultsWorld(Path folder, int count, Addresses addresses) throws Exception {
        this(folder, count, addresses, List.of());
    }

    /**
     * @param settings of all nodes, {@code name=value}, in place of those of {@link Pace}
     */
    FaultsWorld(Path folder, int count, Addresses addresses, List<String> settings)
            throws Exception {
        this.folder = folder;
        this.settings = settings;
        points = new ArmedPoints(Files.createDirectories(folder.resolve("failpoints")));
        for (var name : List.of("outlet", "repositories")) {
            Files.createDirectories(folder.resolve(name));
        }
        archive = ProgramArchive.ofThisRun();
        stores = new FaultStores(folder);
        script(right());
        nodes =
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> node("node-" + number, addresses.of(stores)))
                        .toList();
        remains = new Remains(folder, token);
        try {
            begin();
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    private void begin() throws Exception {
        // the first one alone, because it makes the tables
        synchronized (archive) {
            // another world may begin beside this one
            if (archive.isMissing()) {
                nodes.getFirst().warmUp();
            }
        }
        var begun = System.nanoTime();
        nodes.getFirst().begin().awaitReady();
        started = Duration.ofNanos(System.nanoTime() - begun);
        HistoryReader.observe(connection());
        bringBack();
        makeGoodRepository(GOOD);
        nodes.getFirst().makeRepository(WITHOUT_GATE, "");
        nodes.getFirst().makeRepository(HELD, GATE + "publish: hold\n");
        nodes.getFirst()
                .makeRepository(
                        BREAKING,
                        "version: 1\ngates:\n  test: test -e %s || exit 127\n"
                                .formatted(folder.resolve("mended")));
    }

    private NodeProcess node(String name, Addresses.Ports ports) {
        var options =
                Stream.of(
                                Pace.SETTINGS,
                                List.of(
                                        "mosaic.failpoints=" + points.folder(),
                                        "faults.outlet=" + folder.resolve("outlet"),
                                        "mosaic.forge.local.folder="
                                                + folder.resolve("repositories"),
                                        "mosaic.engine.scripted.script="
                                                + folder.resolve("script.yml"),
                                        "mosaic.queue.node-id=" + nodeId(name)),
                                settings)
                        .flatMap(List::stream)
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

    /** As the node of this name calls itself. */
    String nodeId(String name) {
        return name + "-" + token;
    }

    FaultStores stores() {
        return stores;
    }

    /** One that works; the last one may have been ended with the server. */
    synchronized Connection connection() throws SQLException {
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
        begin(nodes);
        nodes.forEach(NodeProcess::awaitReady);
    }

    /** Starts whoever is gone; some die of what they meet at their start. */
    static void begin(List<NodeProcess> nodes) throws IOException {
        for (var node : nodes) {
            node.begin();
        }
    }

    /** Brings back whoever is gone, again and again. */
    void insistOnAll() {
        await("all nodes run")
                .atMost(PATIENCE)
                .until(() -> {
                    begin(nodes);
                    return nodes.stream().allMatch(NodeProcess::isReady);
                });
    }

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

    ArmedPoints points() {
        return points;
    }

    /** What is handed in here. */
    Deliveries deliveries() {
        return deliveries;
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

    /**
     * All that happened to it, a line each, for whoever must understand an end that was not meant.
     */
    String told(UUID job) throws SQLException {
        return HistoryReader.rows(
                        connection(),
                        "select at, type, payload from job_events where job_id = '%s' order by seq"
                                .formatted(job),
                        row ->
                                "\n  %s %s %s"
                                        .formatted(
                                                row.getTimestamp(1).toInstant(),
                                                row.getString(2),
                                                row.getString(3)))
                .stream()
                .collect(Collectors.joining());
    }

    /** The node that claimed it last. */
    NodeProcess ownerOf(UUID job) throws SQLException {
        var name =
                HistoryReader.rows(
                                connection(),
                                "select node from job_claims where job_id = '%s' order by epoch desc limit 1"
                                        .formatted(job),
                                row -> row.getString(1))
                        .getFirst();
        return nodes.stream()
                .filter(node -> name.startsWith(node.name() + "-"))
                .findFirst()
                .orElseThrow();
    }

    /** Three days later, as far as this job is concerned. */
    void endTheWaiting(UUID job) throws SQLException {
        try (var statement = connection().createStatement()) {
            statement.execute(
                    "update runner_jobs set run_at = now() where id = '%s' and status = 'WAITING'"
                            .formatted(job));
        }
    }

    String awaitFinal(UUID job) {
        await("the end of job " + job)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> History.FINAL.contains(status(job)));
        deliveries.over(job);
        return status(job);
    }

    /**
     * Waits until its kill is proven, and looks at that moment whether it is true: what runs then
     * may be gone a little later.
     */
    void awaitProof(UUID job) {
        await("the proof that job %s is gone".formatted(job))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        HistoryReader.kills(connection()).stream()
                                .filter(kill -> kill.job().equals(job))
                                .allMatch(History.KillRow::proven));
        survivors.addAll(remains.processesOf(job));
    }

    // the end

    /**
     * Waits until nothing moves any more, then looks for everything that must not have happened.
     */
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
                        deliveries.acknowledged(),
                        deliveries.cancels(),
                        FileOutlet.said(outlet),
                        Set.copyOf(saidTwice),
                        remains.branches(),
                        HistoryReader.pullRequests(connection()),
                        remains.leftovers(),
                        Set.copyOf(survivors),
                        Pace.limits(started)));
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
                             + (select count(*) from kills
                                where job_id is not null and proven_at is null)
                             + (select count(*) from agents where state in ('SPAWNING', 'RUNNING'))
                             + (select count(*) from messages
                                where wanted_seq > shown_seq and not gave_up)
                             + (select count(*) from job_events e
                                -- readers go by the order of commits, not by that of numbers
                                where (e.tx, e.pos) > (select l.tx, l.pos from job_events l
                                                       where l.pos = (select max(position) from cursors))
                                  and e.type in ('job.completed', 'job.failed', 'job.cancelled'))
                        """,
                        row -> row.getInt(1));
        return open.getFirst() == 0 && remains.leftovers().isEmpty();
    }

    @Override
    public void close() throws Exception {
        for (var node : nodes) {
            node.kill();
        }
        remains.endProcesses();
        connection().close();
        stores.close();
    }
}
