package dev.mosaic.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * How fast the machine commits right now: single inserts over one connection, one after another.
 */
final class Probe implements AutoCloseable {
    private final Connection connection;
    private final double seconds;

    Probe(String jdbcUrl, double seconds) throws SQLException {
        this.connection = DriverManager.getConnection(jdbcUrl);
        this.seconds = seconds;
        try (var statement = connection.createStatement()) {
            statement.execute("create table if not exists probe (at timestamptz not null)");
        }
    }

    /** Committed inserts a second. */
    double look() throws SQLException {
        var start = System.nanoTime();
        var end = start + (long) (seconds * 1e9);
        var count = 0;
        try (var insert = connection.prepareStatement("insert into probe values (now())")) {
            while (System.nanoTime() < end) {
                insert.executeUpdate();
                count++;
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute("truncate probe");
        }
        return count * 1e9 / (System.nanoTime() - start);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
