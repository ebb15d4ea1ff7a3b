package dev.mosaic.stitcher.git;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Git on this host.
 *
 * @param folder where mirrors and worktrees live; must survive a restart, may be deleted while
 *     Mosaic is stopped
 * @param authorName who stands as author of Mosaic's commits
 * @param authorEmail the author's address
 * @param timeout how long a remote may be silent before a fetch or push gives up
 * @param maxFiles files and folders of a repository that a worktree may hold
 * @param maxSize bytes of all files together that a worktree may hold
 * @param maxShared bytes of one change, packed, that are kept in the database, where another node
 *     finds it; a larger one is made anew when another node takes over
 */
@ConfigurationProperties("mosaic.git")
public record GitSettings(
        Path folder,
        @DefaultValue("mosaic") String authorName,
        @DefaultValue("mosaic@localhost") String authorEmail,
        @DefaultValue("60s") Duration timeout,
        @DefaultValue("200000") int maxFiles,
        @DefaultValue("4GB") DataSize maxSize,
        @DefaultValue("16MB") DataSize maxShared) {
    @SuppressWarnings("ConstantValue") // the binder passes null for a setting that is not there
    public GitSettings {
        if (folder == null) {
            throw new IllegalArgumentException(
                    "mosaic.git.folder is not set: name a folder for mirrors and worktrees");
        }
        if (timeout.toSeconds() < 1) {
            throw new IllegalArgumentException("mosaic.git.timeout must be 1s or longer");
        }
    }

    /** The defaults, in a folder. */
    public static GitSettings in(Path folder) {
        return new GitSettings(
                folder,
                "mosaic",
                "mosaic@localhost",
                Duration.ofSeconds(60),
                200_000,
                DataSize.ofGigabytes(4),
                DataSize.ofMegabytes(16));
    }
}
