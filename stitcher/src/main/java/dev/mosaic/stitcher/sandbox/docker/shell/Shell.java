package dev.mosaic.stitcher.sandbox.docker.shell;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.usage.Output;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Starts commands in one container, and what runs there on Mosaic's behalf. */
public final class Shell {
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int LARGEST = 4_096;

    private final Daemon daemon;
    private final String container;
    private final SandboxSpec spec;
    private final String number = UUID.randomUUID().toString();
    private final AtomicInteger commands = new AtomicInteger();

    public Shell(Daemon daemon, String container, SandboxSpec spec) {
        this.daemon = daemon;
        this.container = container;
        this.spec = spec;
    }

    /** Starts a command; what it prints goes to {@code output}. */
    public Exec start(ShellCommand command, Output output) throws InterruptedException {
        var input = command.input().getBytes(StandardCharsets.UTF_8);
        // ends with a dot, so that no mark is the beginning of another
        var mark = "%s-%d.".formatted(number, commands.incrementAndGet());
        var environment = environment();
        environment.put("MOSAIC_COMMAND", mark);
        if (input.length > 0) {
            environment.put("MOSAIC_INPUT", Integer.toString(input.length));
        }
        var script = input.length > 0 ? Scripts.WITH_INPUT : Scripts.WITHOUT_INPUT;
        var argv = sh(script, command.argv());
        var id =
                daemon.ask(
                        "exec",
                        START,
                        client -> create(client, argv, environment, input.length > 0));
        var exec = new Exec(id, mark, output);
        listen(exec, input);
        return exec;
    }

    /**
     * Runs a script of Mosaic's own. Not interruptible, over in twice the limit.
     *
     * @return what it printed; empty if it failed, or did not end in time
     */
    public Optional<String> script(String script, List<String> arguments, Duration limit) {
        var command = new ShellCommand(List.of("sh"), "", limit, LARGEST, _ -> {});
        var argv = sh(script, arguments);
        var environment = environment();
        var id = daemon.insist("exec", limit, client -> create(client, argv, environment, false));
        var exec = new Exec(id, "", new Output(command, _ -> {}));
        listen(exec, new byte[0]);
        try {
            if (!ends(exec, limit)) {
                return Optional.empty();
            }
            var exit = daemon.insist("exec", limit, client -> exit(client, exec));
            return exit.filter(it -> it == 0).map(_ -> exec.output().text());
        } finally {
            letGo(exec);
        }
    }

    /** False also if the engine does not know it any more. */
    public boolean isRunning(Exec exec) throws InterruptedException {
        return daemon.ask("exec", START, client -> runs(client, exec));
    }

    /** The exit code of a command whose output is over; empty if the engine does not know it. */
    public Optional<Integer> exit(Exec exec) throws InterruptedException {
        return daemon.ask("exec", START, client -> exit(client, exec));
    }

    public void letGo(Exec exec) {
        try {
            exec.close();
        } catch (IOException e) {
            // nobody reads it any more
        }
    }

    private void listen(Exec exec, byte[] input) {
        var start = daemon.client().execStartCmd(exec.id()).withDetach(false).withTty(false);
        (input.length > 0 ? start.withStdIn(new ByteArrayInputStream(input)) : start).exec(exec);
    }

    private static List<String> sh(String script, List<String> arguments) {
        var argv = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        argv.addAll(arguments);
        return argv;
    }

    private String create(
            DockerClient client,
            List<String> argv,
            Map<String, String> environment,
            boolean reads) {
        return client.execCreateCmd(container)
                .withCmd(argv.toArray(String[]::new))
                .withEnv(
                        environment.entrySet().stream()
                                .map(it -> it.getKey() + "=" + it.getValue())
                                .toList())
                .withWorkingDir(spec.workdir().toAbsolutePath().normalize().toString())
                .withAttachStdin(reads)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId();
    }

    /** The image's own, which the engine adds, and these. */
    private Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        environment.put("HOME", Profile.HOME);
        environment.put("TMPDIR", "/tmp");
        environment.put("LANG", "C.UTF-8");
        environment.put("USER", "agent");
        environment.putAll(spec.environment());
        return environment;
    }

    private static boolean runs(DockerClient client, Exec exec) {
        try {
            return Boolean.TRUE.equals(client.inspectExecCmd(exec.id()).exec().isRunning());
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** The stream may end a moment before the engine knows how. */
    private static Optional<Integer> exit(DockerClient client, Exec exec) {
        while (runs(client, exec) && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        try {
            var code = client.inspectExecCmd(exec.id()).exec().getExitCodeLong();
            return Optional.ofNullable(code).map(Long::intValue);
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private static boolean ends(Exec exec, Duration limit) {
        var interrupted = Thread.interrupted();
        var deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    exec.ended().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException | ExecutionException e) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
