package dev.mosaic.bot.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A home whose database was made once per JVM and is copied from then on: making one takes seconds,
 * and few tests are about that.
 */
public final class ReadyHome {
    private static Path made;

    private ReadyHome() {}

    /** Fills a folder that does not exist yet. */
    public static synchronized void copyTo(Path folder) throws Exception {
        if (made == null) {
            var fresh = Files.createTempDirectory("mosaic-home");
            try (var home = MosaicHome.open(fresh.toString());
                    var postgres = EmbeddedStores.postgres(home, _ -> {});
                    var redis = EmbeddedStores.redis(home, _ -> {})) {
                made = home.folder();
            }
            Runtime.getRuntime().addShutdownHook(new Thread(ReadyHome::delete));
        }
        try (var paths = Files.walk(made)) {
            for (var path : paths.toList()) {
                Files.copy(
                        path,
                        folder.resolve(made.relativize(path).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static void delete() {
        try {
            PrivateFiles.delete(made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
