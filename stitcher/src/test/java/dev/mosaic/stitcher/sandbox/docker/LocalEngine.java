package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse.Mount;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Docker engine that tests use: where {@code DOCKER_HOST} points, or the one of this machine.
 * Without one these tests are skipped, or fail where {@code MOSAIC_TESTS_NEED_DOCKER} is set.
 */
public final class LocalEngine implements ExecutionCondition {
    private static final String NEEDED = "MOSAIC_TESTS_NEED_DOCKER";
    private static final Duration SOON = Duration.ofSeconds(20);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            new Daemon(host()).ask("ping", SOON, client -> client.versionCmd().exec());
            TestImage.busybox();
            TestImage.socat();
            return ConditionEvaluationResult.enabled("an engine answers");
        } catch (Failure e) {
            var text = "DOCKER SANDBOXES ARE NOT TESTED: " + e.getMessage();
            if (System.getenv(NEEDED) != null) {
                throw new AssertionError(text + " And " + NEEDED + " is set.", e);
            }
            return ConditionEvaluationResult.disabled(text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ConditionEvaluationResult.disabled("interrupted");
        }
    }

    /** Settings of a program that uses containers of this engine, as {@code name=value}. */
    public static String[] settings() {
        return at(host());
    }

    /** The setting that allows this engine's image of tests as a service. */
    public static String service(String name) {
        try {
            return "mosaic.sandbox.docker.services.%s.image=%s".formatted(name, TestImage.id());
        } catch (Failure e) {
            // the condition says so
            return "mosaic.sandbox.docker.services.%s.image=".formatted(name);
        }
    }

    /** The same of one whose containers have Maven; empty if this machine has none. */
    public static Optional<String[]> settingsWithMaven() {
        try {
            return TestImage.withMaven().map(LocalEngine::settings);
        } catch (Failure e) {
            // the condition says so
            return Optional.empty();
        }
    }

    /**
     * The same of one whose containers have npm, pip, Go and Cargo, as far as this machine has
     * them.
     */
    public static String[] settingsWithTools() {
        try {
            return settings(ToolsImage.id());
        } catch (Failure e) {
            // the condition says so
            return settings();
        }
    }

    /** Where a tool is not on this machine the test is skipped, or fails where all is needed. */
    public static void assumeTool(String tool) {
        var text = "%s IN CONTAINERS IS NOT TESTED: this machine has none".formatted(tool);
        if (System.getenv(NEEDED) != null) {
            assertThat(ToolsImage.with(tool)).as(text + ". And " + NEEDED + " is set").isPresent();
        }
        Assumptions.assumeTrue(ToolsImage.with(tool).isPresent(), text);
    }

    private static String[] settings(String image) {
        var settings = settings();
        for (var i = 0; i < settings.length; i++) {
            if (settings[i].startsWith("mosaic.sandbox.docker.image=")) {
                settings[i] = "mosaic.sandbox.docker.image=" + image;
            }
        }
        return settings;
    }

    /** The same of one that reaches this engine through a proxy. */
    public static String[] settings(EngineProxy proxy) {
        return at(proxy.host());
    }

    private static String[] at(String host) {
        try {
            return new String[] {
                "mosaic.sandbox.kind=docker",
                "mosaic.sandbox.docker.host=" + host,
                "mosaic.sandbox.docker.image=" + TestImage.id(),
                "mosaic.sandbox.docker.forwarder=" + TestImage.forwarder()
            };
        } catch (Failure e) {
            // the condition says so
            return new String[0];
        }
    }

    static String host() {
        return System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
    }

    /** Asks the engine behind Mosaic's back. */
    static <T> T ask(Function<DockerClient, T> question) {
        return ask(host(), question);
    }

    /** Asks another one. */
    static <T> T ask(String host, Function<DockerClient, T> question) {
        return new Daemon(host).insist("test", Duration.ofMinutes(5), question);
    }

    /** How many containers of a node there are, running or not. */
    public static int containersOf(String node) {
        return containersOf(node, true);
    }

    /** How many containers of a node run. */
    public static int runningOf(String node) {
        return containersOf(node, false);
    }

    /** Runs a line in each running container of a node that commands run in. */
    public static void inCommands(String node, String line) {
        ask(client ->
                client
                        .listContainersCmd()
                        .withLabelFilter(Map.of(Profile.NODE, node))
                        .exec()
                        .stream()
                        .filter(it -> !it.getNames()[0].matches(".*-(out|with-.*)"))
                        .map(it -> ran(client, it.getId(), line))
                        .toList());
    }

    private static boolean ran(DockerClient client, String container, String line) {
        try {
            var exec = client.execCreateCmd(container).withCmd("sh", "-c", line).exec().getId();
            return client.execStartCmd(exec)
                    .exec(new ResultCallback.Adapter<>())
                    .awaitCompletion(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (NotFoundException | ConflictException e) {
            // it ended meanwhile
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether each folder that is mounted into a running container of a node can be written to. */
    public static List<Boolean> writableFolders(String node) {
        return ask(client ->
                client
                        .listContainersCmd()
                        .withLabelFilter(Map.of(Profile.NODE, node))
                        .exec()
                        .stream()
                        .map(it -> client.inspectContainerCmd(it.getId()).exec())
                        .flatMap(it -> Stream.ofNullable(it.getMounts()).flatMap(List::stream))
                        .map(Mount::getRW)
                        .toList());
    }

    private static int containersOf(String node, boolean all) {
        return ask(client ->
                client.listContainersCmd()
                        .withShowAll(all)
                        .withLabelFilter(Map.of(Profile.NODE, node))
                        .exec()
                        .size());
    }
}
