package dev.mosaic.stitcher.sandbox.process.launch;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The programs of the system that enclose and limit others; null where this machine has none. */
public record Tools(
        String path,
        @Nullable Path prlimit,
        @Nullable Path setsid,
        @Nullable Path env,
        @Nullable Path setpriv,
        @Nullable Path nsenter,
        @Nullable Path bwrap) {
    private static final String ASKABLE = "--default-signal=HUP,INT,QUIT,TERM";
    private static final Path ROOT_ONLY = Path.of("/proc/self");

    /**
     * @param path where to look for commands, after the JDK that we run on: a machine with only a
     *     JDK must be able to build Java
     */
    public static Tools on(String path) {
        var all = Path.of(System.getProperty("java.home"), "bin") + File.pathSeparator + path;
        var prlimit = find("prlimit", all);
        var env = find("env", all);
        return new Tools(
                all,
                prlimit != null && works(prlimit, "--locks=1:1") ? prlimit : null,
                find("setsid", all),
                env != null && works(env, ASKABLE) ? env : null,
                find("setpriv", all),
                find("nsenter", all),
                find("bwrap", all));
    }

    /** Whether we are the system's administrator, who can give commands another account. */
    public static boolean asRoot() {
        try {
            return Files.getAttribute(ROOT_ONLY, "unix:uid") instanceof Integer uid && uid == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** The beginning of a command that limits the rest; empty where the system cannot. */
    public List<String> limited(List<String> limits) {
        return prlimit == null ? List.of() : joined(List.of(prlimit.toString()), limits);
    }

    /**
     * The beginning of a command that gives the rest a session of its own, in which it can be asked
     * to end: whoever is started by {@code nohup} or as a job of a script inherits that such
     * signals are ignored, and a shell can never undo that.
     */
    public List<String> detached() {
        var words = new ArrayList<String>();
        if (setsid != null) {
            words.add(setsid.toString());
        }
        if (env != null) {
            words.addAll(List.of(env.toString(), ASKABLE));
        }
        return words;
    }

    /** The beginning of a command that gives the rest another user, and no way back. */
    public List<String> as(int uid) {
        if (setpriv == null) {
            throw new IllegalStateException("without setpriv there is no other account");
        }
        return List.of(
                setpriv.toString(),
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all");
    }

    /** The first of that name that can be run; null if there is none. */
    static @Nullable Path find(String name, String path) {
        for (var folder : path.split(File.pathSeparator)) {
            var file = folder.isEmpty() ? null : executable(Path.of(folder, name));
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    static @Nullable Path executable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file) ? file : null;
    }

    /** One list after the other. */
    public static List<String> joined(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static boolean works(Path program, String option) {
        try {
            var probe = new ProcessBuilder(program.toString(), option, "true");
            var process = probe.redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
