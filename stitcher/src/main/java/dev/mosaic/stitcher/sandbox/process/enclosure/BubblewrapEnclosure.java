package dev.mosaic.stitcher.sandbox.process.enclosure;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import dev.mosaic.stitcher.sandbox.process.launch.Launcher;
import dev.mosaic.stitcher.sandbox.process.launch.Launcher.Stamp;
import dev.mosaic.stitcher.sandbox.process.launch.PrivateFolder;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Network;
import dev.mosaic.stitcher.sandbox.process.launch.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Commands run in namespaces of their own, made by bubblewrap: once per sandbox, held by a process
 * that ends with Mosaic, and entered by each command. The end of the first process in there is the
 * end of all: the kernel sees to it.
 *
 * <p>Two bubblewraps stand in one another. The outer makes the file system and, for root, passes
 * through folders that only root may enter. The inner makes the namespaces, as the sandbox's user,
 * so that this user may enter them. A third around each command takes away what is left: the right
 * to make further namespaces, and the system calls that {@link CallFilter} refuses.
 */
final class BubblewrapEnclosure implements Enclosure {
    /**
     * Nothing is ever written to it, so that it reads the end when Mosaic is no more, however it
     * ended. The kernel's signal at a parent's death does not pass from root to another user.
     */
    private static final String HOLD =
            "echo %s >&2; read -r nothing; kill -9 -1".formatted(Namespaces.READY);

    /** The descriptor by which bubblewrap gets the filter: Java cannot pass one on, a shell can. */
    private static final String FILTER = "9";

    private static final String WITH_FILTER = "exec %s<\"$0\" && exec \"$@\"".formatted(FILTER);

    private final Tools tools;
    private final Rlimits rlimits;
    private final ProcessSettings settings;
    private final Launcher launcher;
    private final Processes processes;
    private final @Nullable Accounts accounts;
    private final boolean filtered;

    /**
     * Linux counts the thread that started a process as its parent, and a process that is to end
     * with its parent ends with that thread. So it is one that stays.
     */
    private final ExecutorService parent =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("sandbox-parent").factory());

    /**
     * @param accounts null unless we are root: then commands keep our own account
     * @param filtered whether system calls are refused; a kernel or processor may not be up to it
     */
    BubblewrapEnclosure(
            Tools tools,
            Rlimits rlimits,
            ProcessSettings settings,
            Processes processes,
            @Nullable Accounts accounts,
            boolean filtered) {
        this.tools = tools;
        this.rlimits = rlimits;
        this.settings = settings;
        this.launcher = new Launcher(tools);
        this.processes = processes;
        this.accounts = accounts;
        this.filtered = filtered;
    }

    @Override
    public String name() {
        return "bubblewrap";
    }

    @Override
    public String title() {
        return filtered ? "bubblewrap with its filter of system calls" : name();
    }

    @Override
    public String isolation() {
        return """
        Commands ran in namespaces of their own on this machine's kernel, made by bubblewrap: they \
        saw the work folder, a private HOME and TMPDIR, and the system's programs and settings \
        read-only, and no process, folder or socket file of anybody else; %s%s; \
        their processes are ended with them.\
        """
                .formatted(
                        settings.network() == Network.NONE
                                ? "they had no network but their own loopback"
                                : "they could use the network of this machine, services on its loopback too",
                        filtered ? "" : ", every system call of an ordinary user was open to them");
    }

    @Override
    public Set<Wall> walls() {
        var walls = EnumSet.allOf(Wall.class);
        if (settings.network() == Network.SHARED) {
            walls.remove(Wall.NETWORK);
        }
        if (!filtered) {
            walls.remove(Wall.SYSTEM_CALLS);
        }
        return Set.copyOf(walls);
    }

    @Override
    public Cell open(SandboxSpec spec, PrivateFolder folder, Mark mark)
            throws InterruptedException {
        var uid = accounts == null ? Namespaces.OWN_USER : accounts.take(mark.number());
        try {
            var filter = filtered ? write(folder) : null;
            if (accounts != null) {
                var ownership = accounts.ownership();
                ownership.give(List.of(spec.workdir(), folder.path()), uid);
            }
            var namespaces =
                    Namespaces.begin(parent, () -> hold(spec, folder, mark, uid), processes);
            return new BubblewrapCell(this, namespaces, spec.workdir(), uid, filter);
        } catch (InterruptedException | RuntimeException e) {
            release(spec.workdir(), uid);
            throw e;
        }
    }

    /** Where no command sees it: of the private folder only what lies deeper is shown. */
    private static Path write(PrivateFolder folder) {
        var processor = System.getProperty("os.arch");
        var filter = CallFilter.of(processor);
        if (filter == null) {
            throw new Failure.Never(
                    "there is no filter of system calls for the processor `%s`"
                            .formatted(processor),
                    null);
        }
        try {
            return Files.write(
                    folder.path().resolve("calls"), filter.bytes(), StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new Failure.Never(
                    "The filter of system calls cannot be written: %s. Let mosaic.sandbox.folder name a folder that Mosaic may write to."
                            .formatted(e),
                    e);
        }
    }

    void release(Path workdir, int uid) {
        if (accounts != null) {
            accounts.ownership().takeBack(workdir, 0);
            accounts.giveBack(uid);
        }
    }

    private Process hold(SandboxSpec spec, PrivateFolder folder, Mark mark, int uid) {
        var command = new ArrayList<String>();
        command.addAll(List.of(bwrap(), "--die-with-parent", "--new-session"));
        command.addAll(Scenery.of(settings, tools, spec, folder));
        command.add("--");
        command.addAll(user(uid));
        command.addAll(
                List.of(
                        bwrap(),
                        "--info-fd",
                        "1",
                        "--die-with-parent",
                        "--new-session",
                        "--dev-bind",
                        "/",
                        "/",
                        "--proc",
                        "/proc",
                        "--unshare-user",
                        "--unshare-pid",
                        "--unshare-ipc",
                        "--unshare-uts",
                        "--unshare-cgroup-try",
                        "--hostname",
                        "mosaic"));
        if (settings.network() == Network.NONE) {
            command.add("--unshare-net");
        }
        command.addAll(List.of("--", "/bin/sh", "-c", HOLD));
        return launcher.hold(command, folder.path(), new Stamp(mark, 0));
    }

    /**
     * The beginning of a command that runs the rest in the namespaces, limited.
     *
     * @param filter the file with the filter of system calls; null for none
     */
    List<String> enter(long init, int uid, Path workdir, @Nullable Path filter) {
        var command = new ArrayList<String>();
        if (filter != null) {
            command.addAll(List.of("/bin/sh", "-c", WITH_FILTER, filter.toString()));
        }
        command.addAll(user(uid));
        command.addAll(
                List.of(
                        String.valueOf(tools.nsenter()),
                        "--target=" + init,
                        "--user",
                        "--preserve-credentials",
                        "--mount",
                        "--pid",
                        "--ipc",
                        "--uts"));
        if (settings.network() == Network.NONE) {
            command.add("--net");
        }
        command.add("--");
        command.addAll(tools.limited(rlimits.arguments(true)));
        command.addAll(
                List.of(
                        bwrap(),
                        "--new-session",
                        "--unshare-user",
                        "--disable-userns",
                        "--dev-bind",
                        "/",
                        "/",
                        "--chdir",
                        workdir.toString()));
        if (filter != null) {
            command.addAll(List.of("--seccomp", FILTER));
        }
        command.add("--");
        return command;
    }

    private List<String> user(int uid) {
        return uid == Namespaces.OWN_USER ? List.of() : tools.as(uid);
    }

    private String bwrap() {
        if (tools.bwrap() == null || tools.nsenter() == null) {
            throw new Failure.Never(
                    "bubblewrap needs the programs `bwrap` and `nsenter`. Install them (Debian: apt-get install bubblewrap util-linux), or set mosaic.sandbox.process.confinement to `auto`.",
                    null);
        }
        return tools.bwrap().toString();
    }
}
