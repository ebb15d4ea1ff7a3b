package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts commands in a session of their own, with the mark of their sandbox and an environment that
 * holds nothing of ours. Where the system lacks {@code setsid} or {@code prlimit}, without them.
 */
final class Launcher {
    private final String path;
    private final @Nullable Path setsid;
    private final @Nullable Path prlimit;

    /**
     * @param path where to look for commands, after the JDK that we run on: a machine with only a
     *     JDK must be able to build Java
     */
    Launcher(String path) {
        this.path = Path.of(System.getProperty("java.home"), "bin") + File.pathSeparator + path;
        this.setsid = find("setsid", this.path);
        var found = find("prlimit", this.path);
        this.prlimit = found != null && works(found) ? found : null;
    }

    Process start(
            List<String> argv, SandboxSpec spec, PrivateFolder folder, Mark mark, int number) {
        if (!Files.isDirectory(spec.workdir())) {
            throw new Failure.Never(
                    "The work folder `%s` is not there; it was removed while the job ran. Retry the job."
                            .formatted(spec.workdir()),
                    null);
        }
        var environment = environment(spec, folder, mark, number);
        var program =
                program(argv.getFirst(), spec.workdir(), environment.getOrDefault("PATH", path));
        var command = new ArrayList<String>();
        if (prlimit != null) {
            var limit = mark.limit(number);
            command.addAll(List.of(prlimit.toString(), "--locks=%d:%d".formatted(limit, limit)));
        }
        if (setsid != null) {
            command.add(setsid.toString());
        }
        command.add(program);
        command.addAll(argv.subList(1, argv.size()));
        var builder = new ProcessBuilder(command);
        builder.directory(spec.workdir().toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new Failure.Never(
                    "The command `%s` could not be started: %s"
                            .formatted(argv.getFirst(), e.getMessage()),
                    e);
        }
    }

    private Map<String, String> environment(
            SandboxSpec spec, PrivateFolder folder, Mark mark, int number) {
        var environment = new HashMap<String, String>();
        environment.put("PATH", path);
        environment.put("HOME", folder.home().toString());
        environment.put("TMPDIR", folder.tmp().toString());
        environment.put("LANG", "C.UTF-8");
        environment.put("USER", System.getProperty("user.name"));
        environment.putAll(spec.environment());
        environment.putAll(mark.environment(number));
        return environment;
    }

    private static String program(String name, Path workdir, String path) {
        var program = name.contains("/") ? executable(workdir.resolve(name)) : find(name, path);
        if (program == null) {
            throw new Failure.Never(
                    "The command `%s` was not found (looked in %s). Install it, or add its folder to mosaic.sandbox.path."
                            .formatted(name, name.contains("/") ? workdir : path),
                    null);
        }
        return program.toString();
    }

    private static @Nullable Path find(String name, String path) {
        for (var folder : path.split(File.pathSeparator)) {
            var file = folder.isEmpty() ? null : executable(Path.of(folder, name));
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    private static @Nullable Path executable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file) ? file : null;
    }

    private static boolean works(Path prlimit) {
        try {
            var probe = new ProcessBuilder(prlimit.toString(), "--locks=1:1", "true");
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
