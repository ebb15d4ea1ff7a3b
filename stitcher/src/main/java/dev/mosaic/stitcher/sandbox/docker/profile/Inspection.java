package dev.mosaic.stitcher.sandbox.docker.profile;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile.Mounted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Compares a container that was made, and does not run yet, with what it was to be. Reads the
 * engine's own words, not what the client's library makes of them: neither the engine nor the
 * library is taken at its word.
 */
public final class Inspection {
    /** What would open the container, by its place in the engine's answer. */
    private static final List<String> NOTHING =
            List.of(
                    "HostConfig.AutoRemove",
                    "HostConfig.Binds",
                    "HostConfig.CapAdd",
                    "HostConfig.CgroupParent",
                    "HostConfig.DeviceCgroupRules",
                    "HostConfig.DeviceRequests",
                    "HostConfig.Devices",
                    "HostConfig.ExtraHosts",
                    "HostConfig.GroupAdd",
                    "HostConfig.Links",
                    "HostConfig.OomKillDisable",
                    "HostConfig.PidMode",
                    "HostConfig.PortBindings",
                    "HostConfig.Privileged",
                    "HostConfig.PublishAllPorts",
                    "HostConfig.Sysctls",
                    "HostConfig.UTSMode",
                    "HostConfig.UsernsMode",
                    "HostConfig.VolumesFrom");

    private static final Set<String> MASKED = Set.of("/proc/kcore", "/proc/keys", "/sys/firmware");
    private static final Set<String> READ_ONLY = Set.of("/proc/sys", "/proc/sysrq-trigger");
    private static final int LONGEST = 80;

    private final Profile profile;
    private final Map<?, ?> seen;
    private final List<String> weaknesses = new ArrayList<>();

    private Inspection(Profile profile, Map<?, ?> seen) {
        this.profile = profile;
        this.seen = seen;
    }

    /**
     * What is not as it was to be, one line each; empty if all is.
     *
     * @param seen the engine's answer to {@code inspect}, as it came
     */
    public static List<String> of(Profile profile, Map<String, ?> seen) {
        var inspection = new Inspection(profile, seen);
        inspection.whoAndWhat();
        inspection.walls();
        inspection.limits();
        inspection.folders();
        for (var path : NOTHING) {
            inspection.nothing(path);
        }
        return inspection.weaknesses;
    }

    /** {@link Failure.Never} if there is any. */
    public static void refuse(List<String> weaknesses) {
        if (!weaknesses.isEmpty()) {
            throw new Failure.Never(
                    "The Docker engine made a container that is not as it was to be, and it was removed: %s. Mend the engine, or let mosaic.sandbox.docker.host name another; `mosaic doctor` says what it lacks."
                            .formatted(String.join("; ", weaknesses)),
                    null);
        }
    }

    private void whoAndWhat() {
        same("Image", profile.imageId());
        same("Name", "/" + profile.name());
        same("Config.User", profile.account().user());
        same("Config.Entrypoint", profile.role().entrypoint());
        if (profile.role().command().isEmpty()) {
            nothing("Config.Cmd");
        } else {
            same("Config.Cmd", profile.role().command());
        }
        same("Config.Healthcheck.Test", Profile.NO_CHECK);
        if (at("Config.Labels") instanceof Map<?, ?> labels) {
            profile.labels()
                    .forEach((label, value) -> {
                        if (!value.equals(labels.get(label))) {
                            weak("Config.Labels." + label, labels.get(label), value);
                        }
                    });
        } else {
            weak("Config.Labels", null, profile.labels());
        }
    }

    private void walls() {
        same("HostConfig.CapDrop", List.of("ALL"));
        same("HostConfig.SecurityOpt", Set.copyOf(profile.securityOptions()));
        same("HostConfig.NetworkMode", profile.role().network());
        same("HostConfig.IpcMode", "private");
        same("HostConfig.CgroupnsMode", "private");
        same("HostConfig.ReadonlyRootfs", true);
        same("HostConfig.Init", true);
        holds("HostConfig.MaskedPaths", MASKED);
        holds("HostConfig.ReadonlyPaths", READ_ONLY);
        var runtime = profile.settings().runtime();
        if (!runtime.isEmpty()) {
            same("HostConfig.Runtime", runtime);
        }
    }

    private void limits() {
        var settings = profile.settings();
        same("HostConfig.PidsLimit", settings.limits().processes());
        same("HostConfig.Memory", settings.memory().toBytes());
        same("HostConfig.MemorySwap", settings.memory().toBytes());
        same("HostConfig.NanoCpus", settings.nanoCpus());
        same("HostConfig.LogConfig.Type", "json-file");
        same("HostConfig.LogConfig.Config", Profile.LOG);
        if (!"no".equals(at("HostConfig.RestartPolicy.Name"))) {
            nothing("HostConfig.RestartPolicy.Name");
        }
        var ulimits = new LinkedHashMap<String, Long>();
        for (var each : list("HostConfig.Ulimits")) {
            if (each instanceof Map<?, ?> limit
                    && limit.get("Hard") instanceof Number hard
                    && limit.get("Soft") instanceof Number soft) {
                ulimits.put(
                        String.valueOf(limit.get("Name")),
                        Math.max(hard.longValue(), soft.longValue()));
            }
        }
        if (!ulimits.equals(profile.ulimits())) {
            weak("HostConfig.Ulimits", ulimits, profile.ulimits());
        }
    }

    /** Both what was asked to be mounted and what will be: they are filled by different ways. */
    private void folders() {
        same("HostConfig.Tmpfs", profile.tmpfs());
        mounted("HostConfig.Mounts", Inspection::isAsked);
        mounted("Mounts", Inspection::isMade);
        volumes();
    }

    /** None, but where something else is mounted over what the image declares. */
    private void volumes() {
        if (!(profile.role().footing() instanceof Footing.OfImage(_, _, var inMemory)
                && at("Config.Volumes") instanceof Map<?, ?> declared
                && inMemory.containsAll(declared.keySet()))) {
            nothing("Config.Volumes");
        }
    }

    /** All of them, and nothing else. The engine tells them in an order of its own. */
    private void mounted(String path, BiPredicate<Map<?, ?>, Mounted> same) {
        var seenThere = list(path);
        var wanted = profile.mounts();
        var found =
                wanted.stream()
                        .filter(it ->
                                seenThere.stream()
                                        .anyMatch(each ->
                                                each instanceof Map<?, ?> mount
                                                        && same.test(mount, it)))
                        .count();
        if (seenThere.size() != wanted.size() || found != wanted.size()) {
            weak(path, seenThere, "only " + wanted.stream().map(Mounted::source).toList());
        }
    }

    private static boolean isAsked(Map<?, ?> mount, Mounted wanted) {
        var options = wanted.isVolume() ? Map.of("NoCopy", true) : null;
        return isNamed(mount, wanted, "Source", "Target")
                && Boolean.TRUE.equals(mount.get("ReadOnly")) == wanted.readOnly()
                && Objects.equals(mount.get("VolumeOptions"), options);
    }

    private static boolean isMade(Map<?, ?> mount, Mounted wanted) {
        return isNamed(mount, wanted, wanted.isVolume() ? "Name" : "Source", "Destination")
                && Boolean.TRUE.equals(mount.get("RW")) != wanted.readOnly()
                && (!wanted.isVolume() || "local".equals(mount.get("Driver")));
    }

    private static boolean isNamed(Map<?, ?> mount, Mounted wanted, String source, String target) {
        return wanted.type().name().toLowerCase(Locale.ROOT).equals(mount.get("Type"))
                && wanted.source().equals(mount.get(source))
                && wanted.target().equals(mount.get(target));
    }

    private void same(String path, Object wanted) {
        var is = at(path);
        var equal =
                switch (wanted) {
                    case Number number ->
                            is instanceof Number some && some.longValue() == number.longValue();
                    case Set<?> set ->
                            is instanceof Collection<?> some
                                    && some.size() == set.size()
                                    && set.equals(new HashSet<Object>(some));
                    default -> wanted.equals(is);
                };
        if (!equal) {
            weak(path, is, wanted);
        }
    }

    private void holds(String path, Set<String> wanted) {
        var is = list(path);
        if (!new HashSet<Object>(is).containsAll(wanted)) {
            weak(path, is, "with " + wanted);
        }
    }

    private void nothing(String path) {
        var is = at(path);
        var empty =
                switch (is) {
                    case null -> true;
                    case Boolean flag -> !flag;
                    case Number number -> number.longValue() == 0;
                    case String text -> text.isEmpty();
                    case Collection<?> some -> some.isEmpty();
                    case Map<?, ?> some -> some.isEmpty();
                    default -> false;
                };
        if (!empty) {
            weak(path, is, "nothing");
        }
    }

    private List<?> list(String path) {
        return at(path) instanceof List<?> list ? list : List.of();
    }

    private @Nullable Object at(String path) {
        Object here = seen;
        for (var name : path.split("\\.")) {
            here = here instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return here;
    }

    private void weak(String path, @Nullable Object is, Object wanted) {
        weaknesses.add("%s is %s, not %s".formatted(path, brief(is), brief(wanted)));
    }

    private static String brief(@Nullable Object value) {
        var text = Objects.toString(value, "not set");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
