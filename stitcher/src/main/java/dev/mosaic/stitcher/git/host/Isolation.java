package dev.mosaic.stitcher.git.host;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.eclipse.jgit.util.ProcessResult;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * JGit cut off from the machine around it: no configuration of the user or the system, no
 * environment variables, no programs. JGit keeps its view of the system in one static place, so it
 * is replaced once for the whole process, the first time this class is used.
 */
public final class Isolation {
    private static final FS FILES = new Hookless();

    static {
        SystemReader.setInstance(new NoSystem(SystemReader.getInstance()));
    }

    private Isolation() {}

    /** The disk without hooks and programs. */
    public static FS files() {
        return FILES;
    }

    /** Opens an existing bare repository. Fails if there is none. */
    public static Repository open(Path gitDir) throws IOException {
        return new RepositoryBuilder()
                .setFS(FILES)
                .setGitDir(gitDir.toFile())
                .setBare()
                .setMustExist(true)
                .build();
    }

    /** Makes an empty bare repository in a folder that does not exist yet. */
    public static Repository create(Path gitDir, String branch) throws IOException {
        var repository =
                new RepositoryBuilder().setFS(FILES).setGitDir(gitDir.toFile()).setBare().build();
        repository.create(true);
        repository.updateRef(Constants.HEAD, true).link(Constants.R_HEADS + branch);
        return repository;
    }

    /** Hooks are not found, and if they were, not run; there is no git program either. */
    private static final class Hookless extends FS_POSIX {
        Hookless() {}

        private Hookless(FS source) {
            super(source);
        }

        @Override
        public FS newInstance() {
            return new Hookless(this);
        }

        @Override
        public @Nullable File findHook(Repository repository, String hook) {
            return null;
        }

        @Override
        public ProcessResult runHookIfPresent(
                Repository repository,
                String hook,
                String[] arguments,
                OutputStream out,
                OutputStream err,
                String stdin) {
            return new ProcessResult(ProcessResult.Status.NOT_PRESENT);
        }

        @Override
        public ProcessBuilder runInShell(String command, String[] arguments) {
            throw new IllegalStateException("git on the host runs no program: " + command);
        }

        @Override
        protected @Nullable File discoverGitExe() {
            return null;
        }

        @Override
        protected @Nullable File discoverGitSystemConfig() {
            return null;
        }
    }

    /** A system without environment and configuration. */
    private static final class NoSystem extends SystemReader.Delegate {
        NoSystem(SystemReader real) {
            super(real);
        }

        @Override
        public String getHostname() {
            return "localhost";
        }

        @Override
        public @Nullable String getenv(String variable) {
            return null;
        }

        @Override
        public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
            return new NoConfig(parent, fs);
        }

        @Override
        public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
            return new NoConfig(parent, fs);
        }

        @Override
        public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
            return new NoConfig(parent, fs);
        }
    }

    /** Configuration that has no file: nothing to load, and what is saved is forgotten. */
    private static final class NoConfig extends FileBasedConfig {
        NoConfig(@Nullable Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
