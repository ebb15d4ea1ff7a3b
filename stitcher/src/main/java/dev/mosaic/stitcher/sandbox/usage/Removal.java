package dev.mosaic.stitcher.sandbox.usage;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes folders of sandboxes with all they hold, in which nothing runs any more. */
public final class Removal {
    private static final Logger log = LoggerFactory.getLogger(Removal.class);
    private static final int LONGEST = 60;

    private Removal() {}

    /** Follows no link; what cannot be removed is left and logged. */
    public static void of(Path folder) {
        try {
            remove(folder);
        } catch (IOException | StackOverflowError e) {
            removeByProgram(folder, e);
        }
    }

    /** Folders in folders may be deeper than a path can say; {@code rm} walks them all the same. */
    private static void removeByProgram(Path folder, Throwable e) {
        try {
            var rm = new ProcessBuilder("rm", "-rf", "--", folder.toString());
            var process = rm.redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
            process.onExit().completeOnTimeout(process, LONGEST, TimeUnit.SECONDS).join();
        } catch (IOException second) {
            e.addSuppressed(second);
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            log.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("cause", e.toString())
                    .log("a private folder of a sandbox was not removed");
        }
    }

    private static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            // a tool may have taken our own rights away, as Go does with its module cache
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            try (var entries = Files.newDirectoryStream(path)) {
                for (var entry : entries) {
                    remove(entry);
                }
            } catch (NoSuchFileException e) {
                return;
            }
        }
        Files.deleteIfExists(path);
    }
}
