package dev.mosaic.stitcher.sandbox.docker.profile;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.VolumeOptions;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.docker.daemon.Facts;
import dev.mosaic.stitcher.sandbox.usage.Watch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.util.unit.DataSize;

/**
 * All that a container is made with. What is not here it does not have.
 *
 * @param spec whose it is, and the one folder of this machine that it has but for HOME, if its role
 *     has any
 */
public record Profile(
        SandboxSpec spec,
        Role role,
        Account account,
        Facts facts,
        DockerSettings settings,
        HomeMount home) {
    public static final String NODE = "mosaic.node";
    public static final String INCARNATION = "mosaic.incarnation";
    public static final String HOME = "/home/agent";

    static final List<String> NO_CHECK = List.of("NONE");
    static final Map<String, String> LOG = Map.of("max-size", "10m", "max-file", "1");

    private static final DataSize RUN = DataSize.ofMegabytes(16);
    private static final int FILES_IN_MEMORY = 200_000;

    /** With an empty HOME in memory. */
    public Profile(
            SandboxSpec spec, Role role, Account account, Facts facts, DockerSettings settings) {
        this(spec, role, account, facts, settings, HomeMount.TMPFS);
    }

    /**
     * Something that is mounted.
     *
     * @param source a folder of this machine, or the name of a volume
     */
    record Mounted(MountType type, String source, String target, boolean readOnly) {
        boolean isVolume() {
            return type == MountType.VOLUME;
        }
    }

    /** Writes it into a request. */
    public CreateContainerCmd request(CreateContainerCmd create) {
        if (!role.sharesNetwork()) {
            // who shares a network shares a name
            create.withHostName("sandbox");
        }
        if (role.footing() instanceof Footing.OfImage(_, var environment, _)) {
            create.withEnv(
                    environment.entrySet().stream()
                            .map(it -> it.getKey() + "=" + it.getValue())
                            .toList());
        }
        return create.withName(name())
                .withUser(account.user())
                .withWorkingDir(target())
                .withEntrypoint(role.entrypoint())
                .withCmd(role.command())
                .withHealthcheck(new HealthCheck().withTest(NO_CHECK))
                .withLabels(labels())
                .withHostConfig(hostConfig());
    }

    private HostConfig hostConfig() {
        var config =
                HostConfig.newHostConfig()
                        .withCapDrop(Capability.ALL)
                        .withPrivileged(false)
                        .withSecurityOpts(securityOptions())
                        .withReadonlyRootfs(true)
                        .withTmpFs(tmpfs())
                        .withMounts(mounts().stream().map(Profile::mount).toList())
                        .withNetworkMode(role.network())
                        .withIpcMode("private")
                        .withCgroupnsMode("private")
                        .withInit(true)
                        .withPidsLimit(settings.limits().processes())
                        .withMemory(settings.memory().toBytes())
                        .withMemorySwap(settings.memory().toBytes())
                        .withOomKillDisable(false)
                        .withNanoCPUs(settings.nanoCpus())
                        .withRestartPolicy(RestartPolicy.noRestart())
                        .withLogConfig(new LogConfig(LoggingType.JSON_FILE, LOG))
                        .withUlimits(
                                ulimits().entrySet().stream()
                                        .map(it ->
                                                new Ulimit(
                                                        it.getKey(), it.getValue(), it.getValue()))
                                        .toList());
        return settings.runtime().isEmpty() ? config : config.withRuntime(settings.runtime());
    }

    /** A bind by this way fails where the folder is not, instead of making one. */
    private static Mount mount(Mounted what) {
        var mount =
                new Mount()
                        .withType(what.type())
                        .withSource(what.source())
                        .withTarget(what.target())
                        .withReadOnly(what.readOnly());
        // nothing of the image is copied into it
        return what.isVolume()
                ? mount.withVolumeOptions(new VolumeOptions().withNoCopy(true))
                : mount;
    }

    /** What is mounted but for what is in memory. */
    List<Mounted> mounts() {
        if (role.footing() instanceof Footing.OfImage) {
            return List.of();
        }
        var mounts = new ArrayList<Mounted>();
        mounts.add(new Mounted(MountType.BIND, workdir(), target(), !spec.writable()));
        switch (home) {
            case HomeMount.Tmpfs _ -> {}
            case HomeMount.Bind(var folder, _) ->
                    mounts.add(new Mounted(MountType.BIND, folder.toString(), HOME, false));
            case HomeMount.Overlay layered ->
                    mounts.add(new Mounted(MountType.VOLUME, layered.volume(), HOME, false));
        }
        return mounts;
    }

    /** Looks at what its commands fill. */
    public Watch watch() {
        var begun = home instanceof HomeMount.Bind(_, var bytes) ? bytes : 0;
        var watch = new Watch(settings.room(begun));
        var folders = new ArrayList<>(List.of(spec.workdir()));
        folders.addAll(home.folders());
        watch.disk(name(), folders);
        return watch;
    }

    public String name() {
        return role.name();
    }

    public String imageId() {
        return role.imageId();
    }

    /** Where its processes begin, and where its folder is if it has one. */
    String target() {
        return switch (role.footing()) {
            case Footing.WorkFolder() -> workdir();
            case Footing.At(var path) -> path;
            case Footing.OfImage(var path, _, _) -> path;
        };
    }

    String workdir() {
        return spec.workdir().toAbsolutePath().normalize().toString();
    }

    /** Whose it is, for the sweep and for people. */
    Map<String, String> labels() {
        return labels(spec.owner());
    }

    /** The same of whatever else belongs to somebody. */
    public static Map<String, String> labels(SandboxSpec.Owner owner) {
        return Map.of(
                "mosaic.job",
                owner.job(),
                "mosaic.agent",
                owner.agent(),
                "mosaic.epoch",
                Long.toString(owner.epoch()),
                NODE,
                owner.node(),
                INCARNATION,
                owner.incarnation());
    }

    List<String> securityOptions() {
        var options = new ArrayList<>(List.of("no-new-privileges", "seccomp=" + Seccomp.profile()));
        if (facts.confinesWith("apparmor")) {
            options.add("apparmor=docker-default");
        }
        return options;
    }

    /**
     * What may be written to besides the work folder; programs may be there if anything is built.
     */
    Map<String, String> tmpfs() {
        var programs = spec.writable() ? "exec" : "noexec";
        var own = "uid=%d,gid=%d".formatted(account.uid(), account.gid());
        var folders = new LinkedHashMap<String, String>();
        folders.put("/tmp", memory(programs, settings.tmp(), own + ",mode=1777"));
        if (role.footing() instanceof Footing.OfImage(_, _, var inMemory)) {
            inMemory.forEach(it ->
                    folders.putIfAbsent(it, memory(programs, settings.tmp(), own + ",mode=700")));
        } else if (home instanceof HomeMount.Tmpfs) {
            folders.put(HOME, memory(programs, settings.tmp(), own + ",mode=700"));
        }
        folders.put("/run", memory("noexec", RUN, own + ",mode=755"));
        return folders;
    }

    private static String memory(String programs, DataSize size, String rest) {
        return "rw,%s,nosuid,nodev,size=%d,nr_inodes=%d,%s"
                .formatted(programs, size.toBytes(), FILES_IN_MEMORY, rest);
    }

    Map<String, Long> ulimits() {
        var limits = settings.limits();
        return Map.of(
                "nofile", limits.openFiles(), "core", 0L, "fsize", limits.fileSize().toBytes());
    }
}
