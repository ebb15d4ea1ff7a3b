package dev.mosaic.bot.embedded;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/** The stores that this process started for itself. Blocking. Closing stops them. */
public final class EmbeddedStores {
    private static final long LOG_LIMIT = 10L * 1024 * 1024;

    private EmbeddedStores() {}

    /** A store that runs. @param url how to reach it, password included */
    public record Store(String url, Runnable stop) implements AutoCloseable {
        /** Stops it; its data stays. */
        @Override
        public void close() {
            stop.run();
        }
    }

    /**
     * Starts PostgreSQL on the data below the home.
     *
     * @param progress takes one sentence for each thing that takes a while
     * @throws Failure.Never with what to do
     */
    public static Store postgres(MosaicHome home, Consumer<String> progress)
            throws InterruptedException {
        try {
            var server =
                    PostgresServer.start(
                            home.below("postgres"), log(home, "postgres.log"), progress);
            return new Store(server.url(), server::close);
        } catch (IOException e) {
            throw broken("PostgreSQL", home, e);
        }
    }

    /**
     * Starts an empty Redis.
     *
     * @param progress takes one sentence for each thing that takes a while
     * @throws Failure.Never with what to do
     */
    public static Store redis(MosaicHome home, Consumer<String> progress)
            throws InterruptedException {
        try {
            var server = RedisServer.start(home.below("redis"), log(home, "redis.log"), progress);
            return new Store(server.url(), server::close);
        } catch (IOException e) {
            throw broken("Redis", home, e);
        }
    }

    /** The servers append for ever: what got long is put aside, and what was aside is dropped. */
    private static Path log(MosaicHome home, String name) throws IOException {
        var log = home.logs().resolve(name);
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(log, log.resolveSibling(name + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return log;
    }

    private static Failure.Never broken(String store, MosaicHome home, IOException e) {
        return new Failure.Never(
                """
                The embedded %s cannot run below %s: %s. Mend that, or choose another place: \
                MOSAIC_HOME=/some/folder.\
                """
                        .formatted(store, home.folder(), e),
                e);
    }
}
