package dev.mosaic.stitcher.sandbox.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.Yardstick;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Containers as {@code docker run} makes them: an image, a program, labels, and whatever the engine
 * does by itself.
 */
@Component
final class BareContainers implements Yardstick {
    private final DockerSandbox sandbox;
    private final DockerSettings settings;

    BareContainers(DockerSandbox sandbox, DockerSettings settings) {
        this.sandbox = sandbox;
        this.settings = settings;
    }

    @Override
    public String name() {
        return sandbox.name();
    }

    @Override
    public String describe() throws InterruptedException {
        var facts = sandbox.containers().facts();
        sandbox.containers().image();
        return "Docker engine %s (API %s, control groups %s), %s, image %s"
                .formatted(
                        facts.version(),
                        facts.api(),
                        facts.cgroup(),
                        settings.runtime().isEmpty()
                                ? "its own runtime"
                                : "runtime " + settings.runtime(),
                        settings.image());
    }

    @Override
    public Bare start(Owner owner, List<String> argv) throws InterruptedException {
        var daemon = daemon();
        var id = daemon.ask("create", client -> create(client, owner, argv));
        daemon.ask("start", client -> client.startContainerCmd(id).exec());
        return new Container(daemon, id);
    }

    private String create(DockerClient client, Owner owner, List<String> argv) {
        return client.createContainerCmd(settings.image())
                .withEntrypoint(argv.getFirst())
                .withCmd(argv.subList(1, argv.size()))
                .withLabels(
                        Map.of(
                                Profile.NODE,
                                owner.node(),
                                Profile.INCARNATION,
                                owner.incarnation()))
                .exec()
                .getId();
    }

    @Override
    public int running(String node) throws InterruptedException {
        return count(node, false);
    }

    @Override
    public int present(String node) throws InterruptedException {
        return count(node, true);
    }

    private int count(String node, boolean all) throws InterruptedException {
        return daemon().ask(
                        "list",
                        client ->
                                client.listContainersCmd()
                                        .withShowAll(all)
                                        .withLabelFilter(Map.of(Profile.NODE, node))
                                        .exec()
                                        .size());
    }

    private Daemon daemon() {
        return sandbox.containers().daemon();
    }

    /** One of them. */
    private record Container(Daemon daemon, String id) implements Bare {
        @Override
        public int awaitEnd() throws InterruptedException {
            return daemon.ask("wait", client -> ended(client, id));
        }

        @Override
        public void kill() throws InterruptedException {
            daemon.ask(
                    "kill",
                    client -> {
                        client.killContainerCmd(id).exec();
                        return ended(client, id);
                    });
        }

        @Override
        public void close() {
            OpenContainer.remove(daemon, id);
        }

        private static int ended(DockerClient client, String id) {
            try {
                return client.waitContainerCmd(id)
                        .exec(new WaitContainerResultCallback())
                        .awaitStatusCode();
            } catch (NotFoundException e) {
                throw new Failure.Never(
                        "A container was removed by somebody else while it was measured. Measure again, and only one at a time on this Docker engine.",
                        e);
            }
        }
    }
}
