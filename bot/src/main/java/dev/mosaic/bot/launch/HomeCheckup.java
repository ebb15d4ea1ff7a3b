package dev.mosaic.bot.launch;

import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Whether the home can be written, and has room for mirrors, worktrees and logs. */
@Component
final class HomeCheckup implements Checkup {
    private static final long GIGABYTE = 1L << 30;

    private final String home;

    HomeCheckup(@Value("${mosaic.home}") String home) {
        this.home = home;
    }

    @Override
    public String subject() {
        return "home";
    }

    @Override
    public List<Finding> look() {
        return List.of(at(home));
    }

    /** How a home stands, made or not yet. @param setting null for the usual place */
    static Finding at(@Nullable String setting) {
        try {
            var folder =
                    setting == null
                            ? Path.of(System.getProperty("user.home"), ".local/share/mosaic")
                            : Path.of(setting).toAbsolutePath();
            var there = folder;
            while (there != null && !Files.exists(there)) {
                there = there.getParent();
            }
            if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
                return new Finding.Trouble(
                        "%s cannot be written.".formatted(folder),
                        "Mend its rights, or set MOSAIC_HOME to a folder of yours.");
            }
            return room(folder, Files.getFileStore(there).getUsableSpace());
        } catch (IOException | InvalidPathException e) {
            return new Finding.Trouble(
                    "MOSAIC_HOME cannot be used (%s).".formatted(e.getClass().getSimpleName()),
                    "Set MOSAIC_HOME to a folder of yours.");
        }
    }

    /**
     * @param free bytes
     */
    static Finding room(Path folder, long free) {
        return free >= GIGABYTE
                ? new Finding.Fine("%s, %d GB free.".formatted(folder, free / GIGABYTE))
                : new Finding.Warning(
                        "%s has only %d MB free.".formatted(folder, free >> 20),
                        "Make room, or set MOSAIC_HOME to another disk.");
    }
}
