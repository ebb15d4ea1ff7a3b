package dev.mosaic.bot.scan;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.local.WorkCopy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The hook that has git ask Mosaic before each commit. */
public final class PreCommitHook {
    private static final String MARK = "# installed by `mosaic scan --install-hook`";

    private PreCommitHook() {}

    /**
     * Writes the hook, or writes it anew.
     *
     * @param command the words that start Mosaic on this machine
     * @return the file
     * @throws Failure.Never if there is a hook of somebody else, which stays as it is
     */
    public static Path install(WorkCopy copy, String... command) {
        var hook = copy.hooks().resolve("pre-commit");
        var line = String.join(" ", quoted(command)) + " scan --staged";
        try {
            if (Files.exists(hook) && !Files.readString(hook).contains(MARK)) {
                throw new Failure.Never(
                        "%s is a hook of somebody else and stays as it is. Add this line to it: %s || exit 1"
                                .formatted(hook, line),
                        null);
            }
            Files.createDirectories(hook.getParent());
            var fresh = Files.createTempFile(hook.getParent(), "pre-commit", ".new");
            Files.writeString(
                    fresh,
                    "#!/bin/sh\n%s\nexec %s\n".formatted(MARK, line),
                    StandardCharsets.UTF_8);
            if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(fresh, executable());
            }
            return Files.move(fresh, hook, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure.Never(
                    "The hook %s could not be written (%s). Mend the rights of its folder."
                            .formatted(hook, e.getClass().getSimpleName()),
                    e);
        }
    }

    private static Set<PosixFilePermission> executable() {
        return PosixFilePermissions.fromString("rwxr-xr-x");
    }

    /** For a POSIX shell. */
    private static String[] quoted(String... words) {
        var quoted = new String[words.length];
        for (var i = 0; i < words.length; i++) {
            quoted[i] =
                    words[i].matches("[A-Za-z0-9_./:-]+")
                            ? words[i]
                            : "'" + words[i].replace("'", "'\\''") + "'";
        }
        return quoted;
    }
}
