package dev.mosaic.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * The physical limit of enqueuing: the very statements that Mosaic sends for one job, run by
 * pgbench on a database of the same form, or by plain JDBC where there is no pgbench.
 */
final class RawEnqueue {
    private static final String PGBENCH = "pgbench, same SQL";
    private static final String JDBC = "JDBC loop, same SQL (no pgbench here)";
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern VARIABLE = Pattern.compile("\\{(?:id|issue|key)}");
    private static final long STEP = 10_000_000;

    private final List<String> statements;
    private final String database;
    private final Path script;
    private final int callers;
    private final boolean pgbench;
    private final AtomicLong runs = new AtomicLong();

    private RawEnqueue(
            List<String> statements, String database, Path script, int callers, boolean pgbench) {
        this.statements = statements;
        this.database = database;
        this.script = script;
        this.callers = callers;
        this.pgbench = pgbench;
    }

    static RawEnqueue prepare(World world, int callers) throws Exception {
        var statements = Statements.ofOneSubmission(world);
        var database = world.database();
        MosaicNode.migrate(database);
        var script = world.options().folder().resolve("enqueue.sql");
        Files.writeString(script, pgbenchScript(statements));
        return new RawEnqueue(statements, database, script, callers, hasPgbench());
    }

    String name() {
        return pgbench ? PGBENCH : JDBC;
    }

    Outcome run(double seconds) throws Exception {
        var first = runs.incrementAndGet() * STEP;
        return pgbench ? runPgbench(seconds, first) : runJdbc(seconds, first);
    }

    private static String pgbenchScript(List<String> statements) {
        var text = new StringBuilder("\\set n :n + 1\n");
        for (var statement : statements) {
            text.append(
                            statement
                                    .replace(
                                            "{id}",
                                            "(lpad(to_hex(:client_id::bigint), 8, '0') || '-0000-7000-8000-'"
                                                    + " || lpad(to_hex(:n::bigint), 12, '0'))::uuid")
                                    .replace(
                                            "{issue}",
                                            "(:client_id::bigint * 1000000000 + :n::bigint)")
                                    .replace(
                                            "{key}",
                                            "('bench-' || :client_id::text || '-' || :n::text)"))
                    .append(";\n");
        }
        return text.toString();
    }

    private Outcome runPgbench(double seconds, long first) throws Exception {
        var uri = URI.create(database);
        var login = uri.getUserInfo().split(":", 2);
        var builder =
                new ProcessBuilder(
                        "pgbench",
                        "--no-vacuum",
                        "--protocol=prepared",
                        "--client=" + callers,
                        "--jobs=2",
                        "--time=" + Math.max(1, Math.round(seconds)),
                        "--define=n=" + first,
                        "--file=" + script,
                        "--host=" + uri.getHost(),
                        "--port=" + uri.getPort(),
                        "--username=" + login[0],
                        uri.getPath().substring(1));
        builder.environment().put("PGPASSWORD", login[1]);
        var process = builder.redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        var tps = TPS.matcher(output);
        if (process.exitValue() != 0 || !tps.find()) {
            throw new IOException("pgbench failed: " + output);
        }
        return Outcome.rate(Double.parseDouble(tps.group(1)));
    }

    private Outcome runJdbc(double seconds, long first) throws Exception {
        var end = System.nanoTime() + (long) (seconds * 1e9);
        var start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(callers)) {
            var all = new ArrayList<Future<Integer>>();
            for (var caller = 0; caller < callers; caller++) {
                var client = caller;
                all.add(threads.submit(() -> jdbcClient(client, first, end)));
            }
            var count = 0;
            for (var each : all) {
                count += each.get();
            }
            return Outcome.rate(count * 1e9 / (System.nanoTime() - start));
        }
    }

    private int jdbcClient(int client, long first, long end) throws Exception {
        var n = first;
        try (var connection = DriverManager.getConnection(World.jdbc(database))) {
            connection.setAutoCommit(false);
            while (System.nanoTime() < end) {
                n++;
                for (var statement : statements) {
                    if (!statement.startsWith("BEGIN") && !statement.startsWith("COMMIT")) {
                        execute(connection, statement, client, n);
                    }
                }
                connection.commit();
            }
        }
        return (int) (n - first);
    }

    private static void execute(Connection connection, String statement, int client, long n)
            throws SQLException {
        var sql =
                statement
                        .replace("{id}", "?::uuid")
                        .replace("{issue}", "?::bigint")
                        .replace("{key}", "?");
        try (var prepared = connection.prepareStatement(sql)) {
            var variables = VARIABLE.matcher(statement);
            for (var place = 1; variables.find(); place++) {
                prepared.setString(
                        place,
                        switch (variables.group()) {
                            case "{id}" -> "%08x-0000-7000-8000-%012x".formatted(client, n);
                            case "{issue}" -> Long.toString(client * 1_000_000_000L + n);
                            default -> "bench-" + client + "-" + n;
                        });
            }
            prepared.execute();
        }
    }

    private static boolean hasPgbench() throws InterruptedException {
        try {
            var process = new ProcessBuilder("pgbench", "--version").start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        }
    }
}
