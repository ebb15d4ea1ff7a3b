package dev.mosaic.stitcher.sandbox.process.launch;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Starts commands in a session of their own, with the mark of their sandbox and an environment that
 * holds nothing of ours. Where the system lacks {@code setsid} or {@code prlimit}, without them.
 */
public record Launcher(Tools tools) {

    /**
     * Starts a command of a sandbox inside its enclosure; {@link Failure.Never} if it cannot be.
     *
     * @param enclosed what to run instead of a program so that it runs enclosed
     */
    public Process start(
            List<String> argv,
            SandboxSpec spec,
            PrivateFolder folder,
            UnaryOperator<List<String>> enclosed,
            Stamp stamp) {
        if (!Files.isDirectory(spec.workdir())) {
            throw new Failure.Never(
                    "The work folder `%s` is not there; it was removed while the job ran. Retry the job."
                            .formatted(spec.workdir()),
                    null);
        }
        var environment = environment(spec, folder);
        var search = environment.getOrDefault("PATH", tools.path());
        var program = new ArrayList<String>();
        program.add(program(argv.getFirst(), spec.workdir(), search));
        program.addAll(argv.subList(1, argv.size()));
        return start(argv.getFirst(), enclosed.apply(program), spec.workdir(), environment, stamp);
    }

    /** Starts a process that holds an enclosure; {@link Failure.Never} if it cannot be. */
    public Process hold(List<String> argv, Path folder, Stamp stamp) {
        return start(argv.getFirst(), argv, folder, Map.of("PATH", tools.path()), stamp);
    }

    private Process start(
            String name,
            List<String> argv,
            Path folder,
            Map<String, String> environment,
            Stamp stamp) {
        var limit = stamp.mark().limit(stamp.number());
        var command =
                new ArrayList<>(tools.limited(List.of("--locks=%d:%d".formatted(limit, limit))));
        command.addAll(tools.detached());
        command.addAll(argv);
        var builder = new ProcessBuilder(command);
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putAll(stamp.mark().environment(stamp.number()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new Failure.Never(
                    "The command `%s` could not be started: %s".formatted(name, e.getMessage()), e);
        }
    }

    private Map<String, String> environment(SandboxSpec spec, PrivateFolder folder) {
        var environment = new HashMap<String, String>();
        environment.put("PATH", tools.path());
        environment.put("HOME", folder.home().toString());
        environment.put("TMPDIR", folder.tmp().toString());
        environment.put("LANG", "C.UTF-8");
        environment.put("USER", System.getProperty("user.name"));
        environment.putAll(spec.environment());
        return environment;
    }

    private static String program(String name, Path workdir, String path) {
        var program =
                name.contains("/")
                        ? Tools.executable(workdir.resolve(name))
                        : Tools.find(name, path);
        if (program == null) {
            throw new Failure.Never(
                    "The command `%s` was not found (looked in %s). Install it, or add its folder to mosaic.sandbox.path."
                            .formatted(name, name.contains("/") ? workdir : path),
                    null);
        }
        return program.toString();
    }

    /** What a process is found by: the mark of its sandbox and the number of its command. */
    public record Stamp(Mark mark, int number) {}
}
