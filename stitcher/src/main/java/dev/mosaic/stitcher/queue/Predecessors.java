package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The incarnations of a node that are known to be dead, because each held a lock on one file while
 * it lived, and now this process holds it. By it a node that was killed takes its jobs up at its
 * next start, and need not wait for its own leases; and a second process on the same machine does
 * not even start.
 */
final class Predecessors implements AutoCloseable {
    private static final Pattern LINE =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int KEPT = 100;

    private final @Nullable FileChannel channel;
    private final Set<UUID> dead;

    private Predecessors(@Nullable FileChannel channel, Set<UUID> dead) {
        this.channel = channel;
        this.dead = Set.copyOf(dead);
    }

    /** Nothing is known, as on a machine that keeps no files. */
    static Predecessors unknown() {
        return known(Set.of());
    }

    /** These, from whatever source. */
    static Predecessors known(Set<UUID> dead) {
        return new Predecessors(null, dead);
    }

    /**
     * Takes hold of the node's file.
     *
     * @throws Failure.Never if another process lives under this id on this machine
     * @throws IOException if there can be no such file
     */
    static Predecessors of(Node node, Path home) throws IOException {
        Files.createDirectories(home);
        var file = home.resolve("node-" + node.id() + ".lock");
        var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            if (!locked(channel)) {
                throw new Failure.Never(
                        """
                        Another process on this machine is the node "%s" already (%s is held). \
                        Give this one a name and a place of its own: mosaic.queue.node-id and MOSAIC_HOME.\
                        """
                                .formatted(node.id(), file),
                        null);
            }
            var dead = read(channel);
            write(channel, dead, node.incarnation());
            return new Predecessors(channel, dead);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    Set<UUID> dead() {
        return dead;
    }

    /** From now on another process may be this node. */
    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static Set<UUID> read(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate((int) Math.min(channel.size(), 64 * 1024));
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
            // reads on until the buffer is full or the file ends
        }
        return StandardCharsets.US_ASCII
                .decode(bytes.flip())
                .toString()
                .lines()
                .filter(LINE.asMatchPredicate())
                .map(UUID::fromString)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void write(FileChannel channel, Set<UUID> dead, UUID now) throws IOException {
        var lines = new StringBuilder();
        var kept = List.copyOf(dead);
        kept.subList(Math.max(0, kept.size() - KEPT), kept.size())
                .forEach(incarnation -> lines.append(incarnation).append('\n'));
        lines.append(now).append('\n');
        var bytes = StandardCharsets.US_ASCII.encode(lines.toString());
        channel.truncate(0);
        while (bytes.hasRemaining()) {
            channel.write(bytes, bytes.position());
        }
        channel.force(false);
    }
}
