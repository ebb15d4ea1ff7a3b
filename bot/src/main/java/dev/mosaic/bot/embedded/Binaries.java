package dev.mosaic.bot.embedded;

import dev.mosaic.stitcher.failure.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The programs that travel in the jar, put on disk once per version: the name of the place holds
 * the digest of the content, and the place appears only when it is complete.
 */
final class Binaries {
    private Binaries() {}

    /** Unpacks {@code postgres.txz} below a folder; gives the place with {@code bin} in it. */
    static Path postgres(Path folder) throws IOException {
        var place = folder.resolve("program-" + digest("postgres.txz"));
        if (!Files.isDirectory(place)) {
            var draft = folder.resolve("program.new");
            PrivateFiles.delete(draft);
            PrivateFiles.folder(draft);
            try (var tar =
                    new TarArchiveInputStream(
                            new XZCompressorInputStream(
                                    new BufferedInputStream(resource("postgres.txz"))))) {
                for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpack(tar, entry, draft);
                }
            }
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        }
        return place;
    }

    /** Puts {@code redis-server} into a folder; gives the executable. */
    static Path redis(Path folder) throws IOException {
        var place = folder.resolve("redis-server-" + digest("redis-server") + suffix());
        if (!Files.exists(place)) {
            var draft = folder.resolve("redis-server.new");
            try (var source = resource("redis-server")) {
                Files.copy(source, draft, StandardCopyOption.REPLACE_EXISTING);
            }
            executable(draft);
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        }
        return place;
    }

    /** The ending of programs on this platform. */
    static String suffix() {
        return windows() ? ".exe" : "";
    }

    static boolean windows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    private static void unpack(InputStream tar, TarArchiveEntry entry, Path folder)
            throws IOException {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive of PostgreSQL is broken: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0) {
                executable(target);
            }
        }
    }

    private static void executable(Path file) throws IOException {
        if (!file.toFile().setExecutable(true, true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }

    private static String digest(String name) throws IOException {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            try (var stream = new DigestInputStream(resource(name), sha)) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream resource(String name) {
        var stream = Binaries.class.getResourceAsStream("/embedded/" + name);
        if (stream == null) {
            throw new Failure.Never(
                    """
                    This build of Mosaic carries no %s for %s %s. Build it here (`./mvnw package`), \
                    or use servers of your own: DATABASE_URL=postgres://... VALKEY_URL=redis://...\
                    """
                            .formatted(
                                    name,
                                    System.getProperty("os.name"),
                                    System.getProperty("os.arch")),
                    null);
        }
        return stream;
    }
}
