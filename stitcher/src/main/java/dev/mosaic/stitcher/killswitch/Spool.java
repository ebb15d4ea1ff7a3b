package dev.mosaic.stitcher.killswitch;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.Kills.Order;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Kills that could not be written into the database, one file each; on the disk when {@link #keep}
 * returns. Blocking.
 */
@Component
final class Spool {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final String KEPT = ".json";

    private final Path folder;
    private final JsonMapper json;

    Spool(@Value("${mosaic.home:${user.home}/.local/share/mosaic}") Path home, JsonMapper json) {
        this.folder = home.resolve("killswitch");
        this.json = json;
    }

    /** A kill of what one lease ran. */
    record Kept(UUID id, String by, String reason, String door, Lease lease, Instant at) {
        Order order() {
            return new Order(id, by, reason, door);
        }
    }

    /** As it stands in a file. */
    private record Line(
            UUID id,
            String by,
            String reason,
            String door,
            UUID job,
            long epoch,
            String node,
            UUID incarnation,
            Instant at) {
        static Line of(Kept kept) {
            var lease = kept.lease();
            return new Line(
                    kept.id(),
                    kept.by(),
                    kept.reason(),
                    kept.door(),
                    lease.job().value(),
                    lease.epoch(),
                    lease.node(),
                    lease.incarnation(),
                    kept.at());
        }

        Kept kept() {
            var lease = new Lease(new JobId(job), epoch, node, incarnation);
            return new Kept(id, by, reason, door, lease, at);
        }
    }

    void keep(Kept kept) throws IOException {
        Files.createDirectories(folder);
        var file = file(kept.id());
        var beside = folder.resolve(kept.id() + ".new");
        try (var channel =
                FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(json.writeValueAsBytes(Line.of(kept)));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** What was kept and not dropped. A file that cannot be read is put aside and told of. */
    List<Kept> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var all = new ArrayList<Kept>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(it -> it.toString().endsWith(KEPT)).sorted().toList()) {
                try {
                    all.add(json.readValue(Files.readAllBytes(file), Line.class).kept());
                } catch (JacksonException | NullPointerException e) {
                    Files.move(file, file.resolveSibling(file.getFileName() + ".broken"));
                    log.atError()
                            .addKeyValue("file", file)
                            .addKeyValue("cause", e.toString())
                            .log("a kill that was kept cannot be read, and is not in the database");
                }
            }
        }
        return all;
    }

    void drop(Kept kept) throws IOException {
        Files.deleteIfExists(file(kept.id()));
    }

    private Path file(UUID id) {
        return folder.resolve(id + KEPT);
    }
}
