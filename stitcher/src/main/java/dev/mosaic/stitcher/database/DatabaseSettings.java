package dev.mosaic.stitcher.database;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the database may take.
 *
 * @param statement a statement that runs longer is ended by the database
 * @param idleTransaction a transaction in which a node asks for nothing for this long is ended by
 *     the database, so that a frozen node does not keep its locks
 * @param silence a connection on which nothing comes back for this long after something was sent is
 *     closed; longer than {@code statement}
 */
@ConfigurationProperties("mosaic.database")
public record DatabaseSettings(
        @DefaultValue("10s") Duration statement,
        @DefaultValue("15s") Duration idleTransaction,
        @DefaultValue("15s") Duration silence) {
    public DatabaseSettings {
        positive(statement, "statement");
        positive(idleTransaction, "idle-transaction");
        if (silence.compareTo(statement) <= 0) {
            throw new IllegalArgumentException(
                    "mosaic.database.silence (%s) must be longer than mosaic.database.statement (%s)"
                            .formatted(silence, statement));
        }
    }

    private static void positive(Duration value, String name) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "mosaic.database.%s must be 1ms or longer".formatted(name));
        }
    }
}
