package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.profile.Account;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings;
import dev.mosaic.stitcher.sandbox.docker.profile.Inspection;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.docker.profile.Role;
import dev.mosaic.stitcher.sandbox.docker.setup.SetupUse;
import dev.mosaic.stitcher.sandbox.egress.Egress;
import dev.mosaic.stitcher.sandbox.egress.EgressListener;
import dev.mosaic.stitcher.sandbox.egress.ProxyPassword;
import dev.mosaic.stitcher.sandbox.mirror.MirrorSettings;
import dev.mosaic.stitcher.sandbox.usage.Ownership;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts forwarders: containers as tight as those of commands, without a network too, whose only
 * folder is that of one socket.
 */
final class Forwarders {
    private static final String SUFFIX = "-out";

    private final Containers containers;
    private final DockerSettings settings;
    private final Egress egress;
    private final MirrorSettings mirrors;
    private final Ownership ownership;

    Forwarders(
            Containers containers,
            DockerSettings settings,
            Egress egress,
            MirrorSettings mirrors,
            Ownership ownership) {
        this.containers = containers;
        this.settings = settings;
        this.egress = egress;
        this.mirrors = mirrors;
        this.ownership = ownership;
    }

    /** Whether a container needs one: who asks for what nobody may reach gets no network at all. */
    boolean isNeeded(@Nullable Network network, SetupUse use) {
        return network != null
                && (use instanceof SetupUse.Running
                        ? !mirrors.mirrors().isEmpty()
                        : egress.leadsAnywhere(network));
    }

    /**
     * Starts one. It may listen a moment later.
     *
     * @param name of the container that it will stand beside
     * @param pass without which it opens no connection to a host; null for none
     */
    Forwarder open(
            SandboxSpec spec,
            Network network,
            SetupUse use,
            String name,
            @Nullable ProxyPassword pass)
            throws InterruptedException {
        var image = containers.forwarder();
        var listener =
                use instanceof SetupUse.Running setup
                        ? egress.open(spec.owner(), network, mirrors, setup.mirrors())
                        : egress.open(spec.owner(), network, pass);
        try {
            return new Forwarder(started(profile(spec, listener, name + SUFFIX, image)), listener);
        } catch (InterruptedException | RuntimeException e) {
            OpenContainer.remove(containers.daemon(), name + SUFFIX);
            listener.remove();
            throw e;
        }
    }

    private Profile profile(SandboxSpec spec, EgressListener listener, String name, String image)
            throws InterruptedException {
        var own = settings.ofForwarder(egress.connections());
        var account = Account.of(listener.folder(), settings);
        if (account.given()) {
            ownership.give(List.of(listener.folder()), account.uid());
        }
        return new Profile(
                new SandboxSpec(
                        spec.owner(), spec.repository(), listener.folder(), false, Map.of()),
                Role.forwarder(name, image, egress.connections()),
                account,
                containers.facts(),
                own);
    }

    private OpenContainer started(Profile profile) throws InterruptedException {
        var id = containers.create(profile);
        Inspection.refuse(Inspection.of(profile, containers.inspect(id)));
        return containers.start(profile, id);
    }

    /** Removes what a node's earlier incarnations left in the file system. */
    void sweep(String node, String incarnation) {
        try {
            egress.sweep(node, incarnation);
        } catch (Failure.Never e) {
            // a folder that cannot be read is said when one opens; the containers are gone
        }
    }
}
