package dev.mosaic.stitcher.sandbox.process.launch;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark;
import dev.mosaic.stitcher.sandbox.usage.Removal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * HOME and TMPDIR of one sandbox, readable by nobody else. Its name tells whose it is and carries
 * the mark of its processes, so that the next incarnation of the node finds both.
 */
public record PrivateFolder(Path path) {
    private static final String DISK_FULL = "No space left on device";
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{1,8})-([0-9a-f]{1,8})-([0-9a-f]{1,13})");

    /** Makes it, or nothing; a {@link Failure} says what is in the way. */
    public static PrivateFolder create(Path folder, Mark mark) {
        var owner = mark.owner();
        var path =
                folder.resolve(
                                "%s-%s-%s"
                                        .formatted(
                                                brief(owner.node()),
                                                brief(owner.incarnation()),
                                                mark.hex()))
                        .toAbsolutePath();
        try {
            Files.createDirectories(folder);
            createPrivate(path);
            createPrivate(path.resolve("home"));
            createPrivate(path.resolve("tmp"));
            return new PrivateFolder(path);
        } catch (IOException e) {
            new PrivateFolder(path).remove();
            if (String.valueOf(e.getMessage()).contains(DISK_FULL)) {
                throw new Failure.Later(
                        "The disk that holds `%s` is full. Make room, or let mosaic.sandbox.folder name a folder on another disk."
                                .formatted(folder),
                        Duration.ofMinutes(1),
                        e);
            }
            throw new Failure.Never(
                    "The folder `%s` cannot be made: %s. Let mosaic.sandbox.folder name a folder that Mosaic may write to."
                            .formatted(path, e),
                    e);
        }
    }

    /** Those of a node's earlier incarnations; {@link Failure.Later} if nobody can look. */
    public static List<PrivateFolder> leftovers(Path folder, String node, String incarnation) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.map(path -> new PrivateFolder(path.toAbsolutePath()))
                    .filter(found -> found.belongsTo(node) && !found.isOf(incarnation))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new Failure.Later(
                    "The folder `%s` cannot be read: %s. Let Mosaic's account read it, or let mosaic.sandbox.folder name another."
                            .formatted(folder, e),
                    Duration.ofSeconds(20),
                    e);
        }
    }

    /** The HOME in it. */
    public Path home() {
        return path.resolve("home");
    }

    /** The TMPDIR in it. */
    public Path tmp() {
        return path.resolve("tmp");
    }

    /** The number of the mark of its processes. */
    public long markNumber() {
        return Long.parseLong(part(3), 16);
    }

    private boolean belongsTo(String node) {
        return part(1).equals(brief(node));
    }

    private boolean isOf(String incarnation) {
        return part(2).equals(brief(incarnation));
    }

    private String part(int group) {
        var name = NAME.matcher(path.getFileName().toString());
        return name.matches() ? name.group(group) : "";
    }

    /** Removes it with all it holds, follows no link; what cannot be removed is left and logged. */
    public void remove() {
        Removal.of(path);
    }

    private static void createPrivate(Path path) throws IOException {
        Files.createDirectory(
                path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static String brief(String text) {
        return Integer.toHexString(text.hashCode());
    }
}
