package dev.mosaic.stitcher.sandbox.usage;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much is in some folders: bytes as the files claim them, so that a hole counts like data, and
 * files with folders. Follows no link, holds one folder open at a time, and stops at the limits.
 */
public record Footprint(long bytes, long files) {

    /** Counts until all is counted or one of the limits is passed. */
    public static Footprint of(List<Path> folders, long maxBytes, long maxFiles) {
        var open = new ArrayDeque<>(folders);
        var bytes = 0L;
        var files = 0L;
        while (!open.isEmpty() && bytes <= maxBytes && files <= maxFiles) {
            var folder = open.pop();
            // with the dot it is a folder or an error; whoever opens a pipe that was put in its
            // place waits for ever, and nobody looks any more
            try (var entries = Files.newDirectoryStream(folder.resolve("."))) {
                for (var each : entries) {
                    var entry = folder.resolve(Objects.requireNonNull(each.getFileName()));
                    var is = attributes(entry);
                    if (is == null) {
                        continue;
                    }
                    files++;
                    if (is.isDirectory()) {
                        open.push(entry);
                    } else if (is.isRegularFile()) {
                        bytes += is.size();
                    }
                    if (bytes > maxBytes || files > maxFiles) {
                        break;
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                // gone, or closed to us: what we cannot see is not counted
            }
        }
        return new Footprint(bytes, files);
    }

    private static @Nullable BasicFileAttributes attributes(Path entry) {
        try {
            return Files.readAttributes(
                    entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }
}
