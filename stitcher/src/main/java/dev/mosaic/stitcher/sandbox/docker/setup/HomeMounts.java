package dev.mosaic.stitcher.sandbox.docker.setup;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.profile.Account;
import dev.mosaic.stitcher.sandbox.docker.profile.HomeMount;
import dev.mosaic.stitcher.sandbox.docker.profile.Inspection;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.usage.Footprint;
import dev.mosaic.stitcher.sandbox.usage.Ownership;
import dev.mosaic.stitcher.sandbox.usage.Removal;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the HOME of containers, and removes it when they are gone. */
public final class HomeMounts {
    private static final Logger log = LoggerFactory.getLogger(HomeMounts.class);
    private static final Duration REMOVAL = Duration.ofSeconds(20);

    /** The kernel reads some signs in the names of layers as its own. */
    private static final Pattern PLAIN = Pattern.compile("[^,:\\\\\"\\s]+");

    private final Daemon daemon;
    private final Path folder;
    private final Layering layering;
    private final Ownership ownership;
    private final Set<String> owed = ConcurrentHashMap.newKeySet();

    public HomeMounts(Daemon daemon, Layering layering, Ownership ownership) {
        this.daemon = daemon;
        this.folder = layering.folder();
        this.layering = layering;
        this.ownership = ownership;
    }

    /** A folder that a setup fills. @param files by their paths in it, which it begins with */
    public HomeMount forSetup(Path home, Map<String, String> files, Account account) {
        write(home, files);
        give(home, account);
        return new HomeMount.Bind(home, 0);
    }

    /**
     * What a setup left, for one container.
     *
     * @param name of the container
     * @param files by their paths, in place of the setup's
     */
    public HomeMount fromCache(
            SandboxSpec spec, String name, Path cached, Map<String, String> files, Account account)
            throws InterruptedException {
        var own = own(spec);
        try {
            return layering.isPossible()
                    ? layered(
                            spec,
                            new HomeMount.Overlay(name + "-home", cached, own),
                            files,
                            account)
                    : copied(cached, own, files, account);
        } catch (InterruptedException | RuntimeException e) {
            removeVolume(name + "-home");
            Removal.of(own);
            throw e;
        }
    }

    private HomeMount layered(
            SandboxSpec spec, HomeMount.Overlay home, Map<String, String> files, Account account)
            throws InterruptedException {
        for (var path : List.of(home.below(), home.layer())) {
            if (!PLAIN.matcher(path.toString()).matches()) {
                throw new Failure.Never(
                        "No layer can be laid over `%s`. Let mosaic.sandbox.folder name a folder without spaces, commas, colons, quotes and backslashes, or set mosaic.sandbox.docker.setup.layers to `copy`."
                                .formatted(path),
                        null);
            }
        }
        make(home.upper());
        make(home.work());
        write(home.upper(), files);
        give(home.upper(), account);
        var labels = Profile.labels(spec.owner());
        var made =
                daemon.ask(
                        "volume create",
                        client -> {
                            client.createVolumeCmd()
                                    .withName(home.volume())
                                    .withDriver("local")
                                    .withDriverOpts(home.options())
                                    .withLabels(labels)
                                    .exec();
                            return client.inspectVolumeCmd(home.volume()).exec();
                        });
        Inspection.refuse(weaknesses(home, made));
        return home;
    }

    private static List<String> weaknesses(HomeMount.Overlay home, InspectVolumeResponse made) {
        var wrong = new ArrayList<String>();
        if (!"local".equals(made.getDriver())) {
            wrong.add("the driver of volume %s is %s".formatted(home.volume(), made.getDriver()));
        }
        if (!home.options().equals(made.getOptions())) {
            wrong.add(
                    "the options of volume %s are %s, not %s"
                            .formatted(home.volume(), made.getOptions(), home.options()));
        }
        return wrong;
    }

    private HomeMount copied(Path cached, Path own, Map<String, String> files, Account account)
            throws InterruptedException {
        var copy = own.resolve("copy");
        try {
            var cp =
                    new ProcessBuilder("cp", "-a", "--", cached.toString(), copy.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start();
            try {
                if (cp.waitFor() != 0) {
                    throw Layering.refused("`cp -a` ended with exit code " + cp.exitValue(), null);
                }
            } finally {
                cp.destroyForcibly();
            }
        } catch (IOException e) {
            throw Layering.refused(e.toString(), e);
        }
        write(copy, files);
        give(copy, account);
        var size = Footprint.of(List.of(copy), Long.MAX_VALUE, Long.MAX_VALUE);
        return new HomeMount.Bind(copy, size.bytes());
    }

    private Path own(SandboxSpec spec) {
        var own =
                folder.resolve(
                        "%s%08x"
                                .formatted(
                                        beginning(spec.owner().node(), spec.owner().incarnation()),
                                        ThreadLocalRandom.current().nextInt()));
        make(own);
        return own;
    }

    private static void make(Path path) {
        try {
            Files.createDirectories(path.getParent());
            Files.createDirectory(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw Layering.refused(e.toString(), e);
        }
    }

    /**
     * Nothing runs there, but something hostile may have run: what is in the way of a file or a
     * folder, such as a link, is removed and not followed.
     */
    private static void write(Path root, Map<String, String> files) {
        try {
            for (var file : files.entrySet()) {
                var at = root;
                for (var name : Path.of(file.getKey())) {
                    clear(at);
                    at = at.resolve(name);
                }
                if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                    Removal.of(at);
                }
                Files.writeString(at, file.getValue(), StandardOpenOption.CREATE_NEW);
            }
        } catch (IOException e) {
            throw Layering.refused(e.toString(), e);
        }
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(folder);
            Files.createDirectory(folder);
        }
    }

    private void give(Path root, Account account) {
        if (account.given()) {
            ownership.give(List.of(root), account.uid());
        }
    }

    /** When the container is gone. What a setup filled stays. */
    public void remove(HomeMount home) {
        switch (home) {
            case HomeMount.Tmpfs _ -> {}
            case HomeMount.Bind(var copy, _) -> {
                var own = Objects.requireNonNull(copy.getParent());
                if (folder.equals(own.getParent())) {
                    Removal.of(own);
                }
            }
            case HomeMount.Overlay layered -> {
                if (daemon.owed().isEmpty()) {
                    removeVolume(layered.volume());
                } else {
                    // the engine did not even remove the container: nobody waits for it once more
                    owed.add(layered.volume());
                }
                Removal.of(layered.layer());
            }
        }
    }

    /** Removes volumes that could not be removed when it was time. */
    public void removeOwed() {
        for (var volume : owed) {
            if (!removeVolume(volume)) {
                return;
            }
        }
    }

    private boolean removeVolume(String volume) {
        try {
            daemon.insist(
                    "volume rm",
                    REMOVAL,
                    client -> {
                        try {
                            client.removeVolumeCmd(volume).exec();
                        } catch (NotFoundException e) {
                            // it is gone, or never was
                        }
                        return true;
                    });
            owed.remove(volume);
            return true;
        } catch (Failure e) {
            owed.add(volume);
            log.atWarn()
                    .addKeyValue("volume", volume)
                    .addKeyValue("cause", e.getMessage())
                    .log("a volume was not removed");
            return false;
        }
    }

    /** Removes what a node's earlier incarnations left, when their containers are gone. */
    public void sweep(String node, String incarnation) throws InterruptedException {
        var volumes =
                daemon.ask(
                        "volume ls",
                        client ->
                                client.listVolumesCmd()
                                        .withFilter("label", List.of(Profile.NODE + "=" + node))
                                        .exec()
                                        .getVolumes());
        for (var volume : Objects.requireNonNullElse(volumes, List.<InspectVolumeResponse>of())) {
            var labels = Objects.requireNonNullElse(volume.getLabels(), Map.<String, String>of());
            if (!incarnation.equals(labels.get(Profile.INCARNATION))) {
                removeVolume(volume.getName());
            }
        }
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var entries = Files.newDirectoryStream(folder, brief(node) + "-*")) {
            for (var entry : entries) {
                if (!entry.getFileName().toString().startsWith(beginning(node, incarnation))) {
                    Removal.of(entry);
                }
            }
        } catch (IOException e) {
            throw Layering.refused(e.toString(), e);
        } catch (DirectoryIteratorException e) {
            throw Layering.refused(e.toString(), e);
        }
    }

    private static String beginning(String node, String incarnation) {
        return "%s-%s-".formatted(brief(node), brief(incarnation));
    }

    private static String brief(String text) {
        return "%08x".formatted(text.hashCode());
    }
}
