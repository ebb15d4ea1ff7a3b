package dev.mosaic.stitcher.sandbox.process.enclosure;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.launch.PrivateFolder;
import dev.mosaic.stitcher.sandbox.process.launch.Tools;
import dev.mosaic.stitcher.sandbox.usage.Ownership;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Commands run as a user of their own, one per sandbox, that owns nothing but its work folder and
 * its private folder. Only root can do that.
 */
final class AccountEnclosure implements Enclosure {
    private static final int SEARCHABLE = 0001;

    private final Tools tools;
    private final Rlimits rlimits;
    private final Accounts accounts;
    private final Ownership ownership;

    AccountEnclosure(Tools tools, Rlimits rlimits, Accounts accounts) {
        this.tools = tools;
        this.rlimits = rlimits;
        this.accounts = accounts;
        this.ownership = accounts.ownership();
    }

    @Override
    public String name() {
        return "account";
    }

    @Override
    public String isolation() {
        return """
        Commands ran on this machine as an account of their own that owned nothing but the work \
        folder and a private HOME and TMPDIR, which is little isolation: they could read every \
        file that is readable by all, see all processes, write to /tmp, change a read-only work \
        folder, and use the network; their processes are ended with them.\
        """;
    }

    @Override
    public Set<Wall> walls() {
        return Set.of(Wall.PRIVILEGES, Wall.PROCESS_COUNT);
    }

    @Override
    public Cell open(SandboxSpec spec, PrivateFolder folder, Mark mark) {
        reachable(spec.workdir());
        reachable(folder.path());
        var uid = accounts.take(mark.number());
        try {
            ownership.give(List.of(spec.workdir(), folder.path()), uid);
        } catch (RuntimeException e) {
            accounts.giveBack(uid);
            throw e;
        }
        return new Account(uid, spec.workdir());
    }

    /** Another account must be able to pass through every folder above. */
    private static void reachable(Path path) {
        try {
            for (var above = path.toAbsolutePath().getParent();
                    above != null;
                    above = above.getParent()) {
                if (Files.getAttribute(above, "unix:mode") instanceof Integer mode
                        && (mode & SEARCHABLE) == 0) {
                    throw new Failure.Never(
                            "The account of a sandbox cannot enter `%s`. Let mosaic.home be in a folder that others may enter (mode 711), or install bubblewrap, or set mosaic.sandbox.process.confinement to `none`."
                                    .formatted(above),
                            null);
                }
            }
        } catch (IOException e) {
            throw new Failure.Never("`%s` cannot be looked at: %s.".formatted(path, e), e);
        }
    }

    /** One user. */
    private final class Account implements Cell {
        private final int uid;
        private final Path workdir;

        Account(int uid, Path workdir) {
            this.uid = uid;
            this.workdir = workdir;
        }

        @Override
        public List<String> enclose(List<String> program) {
            return Tools.joined(
                    tools.as(uid), Tools.joined(tools.limited(rlimits.arguments(true)), program));
        }

        @Override
        public boolean holds(Traits traits) {
            return traits.uid() == uid;
        }

        @Override
        public List<Process> holders() {
            return List.of();
        }

        @Override
        public long commandOf(Process started) {
            return started.pid();
        }

        /**
         * One signal to all of a user: no fork can outrun it. Waited for, because the hunt would
         * take the one who sends it, who is of that user too, for one of the hunted.
         */
        @Override
        public void end() {
            var command = Tools.joined(tools.as(uid), List.of("/bin/sh", "-c", "kill -9 -1"));
            try {
                var kill = new ProcessBuilder(command).redirectErrorStream(true);
                var process = kill.redirectOutput(Redirect.DISCARD).start();
                // not interruptible, as no kill is
                process.onExit().completeOnTimeout(process, 1, TimeUnit.SECONDS).join();
            } catch (IOException e) {
                // the hunt finds them by their user
            }
        }

        @Override
        public void close() {
            ownership.takeBack(workdir, 0);
            accounts.giveBack(uid);
        }
    }
}
