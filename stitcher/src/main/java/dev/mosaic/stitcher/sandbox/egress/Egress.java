package dev.mosaic.stitcher.sandbox.egress;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.mirror.Mirror;
import dev.mosaic.stitcher.sandbox.mirror.MirrorSettings;
import dev.mosaic.stitcher.sandbox.mirror.MirrorUse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Builder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Opens ways out of sandboxes on this node. */
@Component
public final class Egress implements DisposableBean {
    private static final String PREFIX = "out-";
    private static final int WAITING = 64;

    private final EgressSettings settings;
    private final Path folder;
    private final Resolver resolver;
    private @Nullable HttpClient client;

    @Autowired
    public Egress(EgressSettings settings, SandboxSettings sandboxes) {
        this(settings, sandboxes.folder(), InetAddress::getAllByName);
    }

    Egress(EgressSettings settings, Path folder, Resolver resolver) {
        this.settings = settings;
        this.folder = folder;
        this.resolver = resolver;
    }

    /** Whether a sandbox that asks for this could reach anything. */
    public boolean leadsAnywhere(Network network) {
        return network.model() != null || !settings.allow().isEmpty();
    }

    /** How many connections one sandbox may have at a time. */
    public int connections() {
        return settings.connections();
    }

    /**
     * Opens a way for one sandbox. Its socket belongs to this process's account.
     *
     * @throws Failure.Never if its socket cannot be made, or what it may reach is not well named
     */
    public EgressListener open(Owner owner, Network network) {
        return open(owner, network, (ProxyPassword) null);
    }

    /**
     * The same, to other hosts only for those who show a pass.
     *
     * @param pass null for none
     */
    public EgressListener open(Owner owner, Network network, @Nullable ProxyPassword pass) {
        return open(owner, network, null, pass);
    }

    /**
     * The same for a setup, which may read of the operator's mirrors too.
     *
     * @param use hears what is fetched, and what cannot be
     */
    public EgressListener open(
            Owner owner, Network network, MirrorSettings mirrors, MirrorUse use) {
        return open(
                owner,
                network,
                new MirrorWay(mirrors.mirrors(), use, client(), settings.idle()),
                null);
    }

    private EgressListener open(
            Owner owner,
            Network network,
            @Nullable MirrorWay mirrors,
            @Nullable ProxyPassword pass) {
        var path =
                folder.toAbsolutePath()
                        .resolve(
                                "%s%s%08x"
                                        .formatted(
                                                beginning(owner.node(), owner.incarnation()),
                                                "-",
                                                ThreadLocalRandom.current().nextInt()));
        try {
            var dialer = new Dialer(settings, network.only(), resolver);
            var model =
                    network.model() == null
                            ? null
                            : new ModelWay(network.model(), client(), settings.idle());
            var ways = new Ways(dialer, model, mirrors, pass);
            return new EgressListener(path, listening(path), settings, ways, network).begin();
        } catch (IllegalArgumentException e) {
            throw new Failure.Never(
                    "What a sandbox may reach is not well named: %s".formatted(e.getMessage()), e);
        } catch (IOException e) {
            EgressListener.remove(path);
            throw new Failure.Never(
                    "The socket `%s` of a sandbox cannot be made: %s. Let mosaic.sandbox.folder name a folder that Mosaic may write to, with a short path."
                            .formatted(path, e),
                    e);
        }
    }

    /**
     * Asks a mirror whether it is there and lets us in, and the places of its files whether they
     * are there.
     *
     * @return what is wrong, as a sentence; null if nothing is
     */
    public @Nullable String trouble(String name, Mirror mirror) throws InterruptedException {
        for (var place : mirror.addresses()) {
            var trouble = trouble(name, mirror, place);
            if (trouble != null) {
                return trouble;
            }
        }
        return null;
    }

    private @Nullable String trouble(String name, Mirror mirror, URI place)
            throws InterruptedException {
        var setting = "mosaic.sandbox.docker.mirrors." + name;
        var own = place.equals(mirror.address());
        var at = own ? mirror.url() : place.toString();
        var request = HttpRequest.newBuilder(place).timeout(settings.connect());
        var authorization = mirror.isAt(place) ? mirror.authorization() : null;
        if (authorization != null) {
            request.header("authorization", authorization);
        }
        try {
            var status = client().send(request.build(), BodyHandlers.discarding()).statusCode();
            // many answer 404 for the folder itself
            return status == 401 || status == 407 || status >= 500
                    ? "The mirror `%s` at %s answers with status %d; look at it, or correct %s."
                            .formatted(name, at, status, setting)
                    : null;
        } catch (IOException e) {
            return "The mirror `%s` at %s does not answer (%s); look at it, or correct %s.%s."
                    .formatted(name, at, e, setting, own ? "url" : "files");
        }
    }

    private static ServerSocketChannel listening(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        Files.createDirectory(
                path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path.resolve(EgressListener.SOCKET)), WAITING);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Made at the first call: most runs have no use for it. */
    private synchronized HttpClient client() {
        if (client == null) {
            client =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .proxy(Builder.NO_PROXY)
                            .connectTimeout(settings.connect())
                            .executor(Executors.newVirtualThreadPerTaskExecutor())
                            .build();
        }
        return client;
    }

    /** Removes what a node's earlier incarnations left; nobody listens there. */
    public void sweep(String node, String incarnation) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var entries = Files.newDirectoryStream(folder, PREFIX + brief(node) + "-*")) {
            for (var entry : entries) {
                if (!entry.getFileName().toString().startsWith(beginning(node, incarnation))) {
                    EgressListener.remove(entry);
                }
            }
        } catch (IOException e) {
            throw new Failure.Never(
                    "The folder `%s` cannot be read: %s. Let mosaic.sandbox.folder name another."
                            .formatted(folder, e),
                    e);
        }
    }

    @Override
    public synchronized void destroy() {
        if (client != null) {
            client.shutdownNow();
        }
    }

    private static String beginning(String node, String incarnation) {
        return "%s%s-%s".formatted(PREFIX, brief(node), brief(incarnation));
    }

    private static String brief(String text) {
        return "%08x".formatted(text.hashCode());
    }
}
