package dev.mosaic.stitcher.sandbox.docker.profile;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whose commands are, on this machine as in the container. Never root's.
 *
 * @param given whether the work folder is given to it, and taken back
 */
public record Account(int uid, int gid, boolean given) {
    private static final Path SELF = Path.of("/proc/self");

    /** Of a work folder that is there; {@link Failure.Never} if it would be root. */
    public static Account of(Path workdir, DockerSettings settings) {
        if (number(SELF, "unix:uid") == 0) {
            return new Account(settings.uid(), settings.uid(), true);
        }
        var owner = number(workdir, "unix:uid");
        if (owner <= 0) {
            throw new Failure.Never(
                    "The work folder `%s` belongs to root, and commands never run as root. Give mosaic.home to the account that Mosaic runs as."
                            .formatted(workdir),
                    null);
        }
        return new Account(owner, number(workdir, "unix:gid"), false);
    }

    /** As the engine takes it. */
    public String user() {
        return uid + ":" + gid;
    }

    private static int number(Path path, String attribute) {
        try {
            return Files.getAttribute(path, attribute) instanceof Integer number ? number : -1;
        } catch (IOException | UnsupportedOperationException e) {
            return -1;
        }
    }
}
