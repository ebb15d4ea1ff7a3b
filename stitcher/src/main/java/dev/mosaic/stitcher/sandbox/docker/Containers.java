package dev.mosaic.stitcher.sandbox.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.daemon.Facts;
import dev.mosaic.stitcher.sandbox.docker.daemon.HostProcess;
import dev.mosaic.stitcher.sandbox.docker.daemon.Image;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.docker.services.ImageDefaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The containers of an engine, and what they are made of. */
final class Containers {
    private static final Duration FETCH = Duration.ofMinutes(15);
    private static final Duration LIST = Duration.ofSeconds(10);
    private static final String IMAGE = "mosaic.sandbox.docker.image";
    private static final String FORWARDER = "mosaic.sandbox.docker.forwarder";

    private final Daemon daemon;
    private final DockerSettings settings;
    private @Nullable Facts facts;

    Containers(Daemon daemon, DockerSettings settings) {
        this.daemon = daemon;
        this.settings = settings;
    }

    Daemon daemon() {
        return daemon;
    }

    /** What the engine is able to do, asked once; {@link Failure.Never} if that is too little. */
    synchronized Facts facts() throws InterruptedException {
        if (facts == null) {
            var found = seen();
            if (!found.isRecent()) {
                throw new Failure.Never(
                        "The Docker engine is of version %s (API %s). Install 20.10 or later."
                                .formatted(found.version(), found.api()),
                        null);
            }
            facts = found;
        }
        return facts;
    }

    /** What the engine is able to do now. */
    Facts seen() throws InterruptedException {
        return daemon.ask(
                "info",
                client ->
                        Facts.of(
                                String.valueOf(client.versionCmd().exec().getApiVersion()),
                                client.infoCmd().exec()));
    }

    /** The id of the image of commands, fetched if it is missing and may be. */
    String image() throws InterruptedException {
        return id(Image.of(settings.image(), IMAGE));
    }

    /** The same of the image of forwarders. */
    String forwarder() throws InterruptedException {
        return id(Image.of(settings.forwarder(), FORWARDER));
    }

    private String id(Image image) throws InterruptedException {
        var here = here(image);
        var volumes = here.getConfig() == null ? null : here.getConfig().getVolumes();
        if (volumes != null && !volumes.isEmpty()) {
            throw new Failure.Never(
                    "The image `%s` declares volumes, %s, which nobody limits. Let %s name one without VOLUME."
                            .formatted(image.reference(), volumes.keySet(), image.setting()),
                    null);
        }
        return String.valueOf(here.getId());
    }

    /** What an image for a service says of itself, fetched if it is missing and may be. */
    ImageDefaults service(Image image) throws InterruptedException {
        var here = here(image);
        var config = here.getConfig();
        return new ImageDefaults(
                String.valueOf(here.getId()),
                config == null ? List.of() : words(config.getEntrypoint()),
                config == null ? List.of() : words(config.getCmd()),
                config == null ? "" : Objects.requireNonNullElse(config.getWorkingDir(), ""),
                config == null || config.getVolumes() == null
                        ? Set.of()
                        : config.getVolumes().keySet());
    }

    private static List<String> words(String @Nullable [] argv) {
        return argv == null ? List.of() : List.of(argv);
    }

    private InspectImageResponse here(Image image) throws InterruptedException {
        var found = daemon.ask("image inspect", client -> look(client, image));
        if (found.isEmpty()) {
            fetch(image);
            found = daemon.ask("image inspect", client -> look(client, image));
        }
        var here = found.orElseThrow(() -> absent(image, "it is not there after it was fetched"));
        var id = String.valueOf(here.getId());
        if (!image.is(id, Objects.requireNonNullElse(here.getRepoDigests(), List.of()))) {
            throw new Failure.Never(
                    "The Docker engine has another image than `%s` under that name: %s. Fetch it anew, or correct %s."
                            .formatted(image.reference(), id, image.setting()),
                    null);
        }
        return here;
    }

    /** Whether the image of commands is there; {@link Failure.Never} if it is not named well. */
    boolean hasImage() throws InterruptedException {
        return isHere(Image.of(settings.image(), IMAGE));
    }

    /** The same of the image of forwarders. */
    boolean hasForwarder() throws InterruptedException {
        return isHere(Image.of(settings.forwarder(), FORWARDER));
    }

    /** The same of any other; {@link Failure.Later} if the engine does not answer. */
    boolean isHere(Image image) throws InterruptedException {
        return daemon.ask("image inspect", client -> look(client, image)).isPresent();
    }

    private void fetch(Image image) throws InterruptedException {
        if (settings.pull() == DockerSettings.Pull.NEVER || !image.canBePulled()) {
            throw absent(
                    image,
                    image.canBePulled()
                            ? "mosaic.sandbox.docker.pull is `never`"
                            : "no registry knows an id");
        }
        daemon.ask(
                "pull",
                FETCH,
                client -> {
                    try {
                        return client.pullImageCmd(image.reference())
                                .exec(new PullImageResultCallback())
                                .awaitCompletion(FETCH.toSeconds(), TimeUnit.SECONDS);
                    } catch (NotFoundException | DockerClientException e) {
                        if (Daemon.isFull(e)) {
                            throw e;
                        }
                        throw absent(image, String.valueOf(e.getMessage()));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                });
    }

    private static Failure.Never absent(Image image, String why) {
        return new Failure.Never(
                "The image `%s` is not on this machine, and was not fetched: %s. Fetch it with `docker pull`, or correct %s."
                        .formatted(image.reference(), why, image.setting()),
                null);
    }

    private static Optional<InspectImageResponse> look(DockerClient client, Image image) {
        try {
            return Optional.of(client.inspectImageCmd(image.reference()).exec());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** Makes one that does not run yet; its id. */
    String create(Profile profile) throws InterruptedException {
        return daemon.ask(
                "create",
                client ->
                        profile.request(client.createContainerCmd(profile.imageId()))
                                .exec()
                                .getId());
    }

    /** What the engine says of one, as it came. */
    Map<String, ?> inspect(String id) throws InterruptedException {
        return daemon.ask(
                "inspect", client -> client.inspectContainerCmd(id).exec().getRawValues());
    }

    /** Starts one that was made. */
    OpenContainer start(Profile profile, String id) throws InterruptedException {
        var pid =
                daemon.ask(
                        "start",
                        client -> {
                            client.startContainerCmd(id).exec();
                            var state = client.inspectContainerCmd(id).exec().getState();
                            return Objects.requireNonNullElse(state.getPidLong(), 0L);
                        });
        return new OpenContainer(daemon, id, profile.name(), HostProcess.of(pid, id));
    }

    /** Those of a node's other incarnations, running or not, by their ids. */
    List<String> leftovers(String node, String incarnation) throws InterruptedException {
        return daemon.ask(
                "list",
                LIST,
                client ->
                        client
                                .listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(Map.of(Profile.NODE, node))
                                .exec()
                                .stream()
                                .filter(it -> !isOf(it, incarnation))
                                .map(Container::getId)
                                .toList());
    }

    private static boolean isOf(Container container, String incarnation) {
        return incarnation.equals(container.getLabels().get(Profile.INCARNATION));
    }
}
