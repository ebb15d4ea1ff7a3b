package dev.mosaic.stitcher.sandbox.process.enclosure;

import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.process.launch.PrivateFolder;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Network;
import dev.mosaic.stitcher.sandbox.process.launch.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The file system that commands see in bubblewrap, as its arguments: the system's programs and
 * settings to read, the work folder, a HOME and a TMPDIR. What is not named here is not there.
 */
final class Scenery {
    private static final List<String> SYSTEM =
            List.of(
                    "/usr",
                    "/bin",
                    "/sbin",
                    "/lib",
                    "/lib32",
                    "/lib64",
                    "/libx32",
                    "/etc",
                    "/opt",
                    "/nix/store");
    private static final Path OWN_SETTINGS = Path.of("/etc/mosaic");
    private static final Path NAMES = Path.of("/etc/resolv.conf");
    private static final long TMP = 512L << 20;

    /** Room for mount points and nothing else. */
    private static final long EMPTY = 1L << 20;

    private final ProcessSettings settings;
    private final Tools tools;
    private final List<String> arguments = new ArrayList<>();
    private final Set<Path> shown = new LinkedHashSet<>();
    private final Set<Path> made = new LinkedHashSet<>();
    private final Set<Path> masks = new LinkedHashSet<>();

    private Scenery(ProcessSettings settings, Tools tools) {
        this.settings = settings;
        this.tools = tools;
    }

    static List<String> of(
            ProcessSettings settings, Tools tools, SandboxSpec spec, PrivateFolder folder) {
        var scenery = new Scenery(settings, tools);
        scenery.system();
        scenery.hide();
        scenery.own(spec, folder);
        return List.copyOf(scenery.arguments);
    }

    private void system() {
        add("--dev", "/dev");
        // a new one can only be mounted where the whole old one is in sight; it then lies below
        add("--bind", "/proc", "/proc");
        add("--perms", "1777", "--size", Long.toString(TMP), "--tmpfs", "/tmp");
        add("--dir", "/run", "--dir", "/var", "--symlink", "../tmp", "/var/tmp");
        for (var name : SYSTEM) {
            show(Path.of(name));
        }
        show(Path.of(System.getProperty("java.home")));
        for (var folder : tools.path().split(":")) {
            if (!folder.isEmpty()) {
                show(Path.of(folder));
            }
        }
        settings.visible().forEach(this::show);
        if (settings.network() == Network.SHARED) {
            // often a link to where a resolver keeps it
            showTarget(NAMES);
        }
    }

    /** A link stays the link that it is, so that its folder is not shown twice. */
    private void show(Path path) {
        try {
            if (Files.isSymbolicLink(path) && path.getNameCount() == 1) {
                if (made.add(path)) {
                    add("--symlink", Files.readSymbolicLink(path).toString(), path.toString());
                }
            } else if (Files.exists(path) && !isShown(path)) {
                above(path);
                add("--ro-bind", path.toString(), path.toString());
                shown.add(path);
            }
            if (Files.exists(path)) {
                showTarget(path);
            }
        } catch (IOException e) {
            // what cannot be read is not shown
        }
    }

    private void showTarget(Path path) {
        try {
            var target = path.toRealPath();
            if (!isShown(target)) {
                above(target);
                add("--ro-bind", target.toString(), target.toString());
                shown.add(target);
            }
        } catch (IOException e) {
            // a link to nowhere
        }
    }

    private void hide() {
        var hidden = new ArrayList<>(settings.hidden());
        hidden.add(OWN_SETTINGS);
        for (var path : hidden) {
            if (!isShown(path.toAbsolutePath())) {
                continue;
            }
            if (Files.isDirectory(path)) {
                add("--size", Long.toString(EMPTY), "--tmpfs", path.toAbsolutePath().toString());
                made.add(path.toAbsolutePath());
                masks.add(path.toAbsolutePath());
            } else if (Files.exists(path)) {
                add("--ro-bind", "/dev/null", path.toAbsolutePath().toString());
            }
        }
    }

    private void own(SandboxSpec spec, PrivateFolder folder) {
        for (var path : Enclosure.own(folder)) {
            above(path);
            add("--bind", path.toString(), path.toString());
        }
        var workdir = spec.workdir().toAbsolutePath();
        above(workdir);
        add(spec.writable() ? "--bind" : "--ro-bind", workdir.toString(), workdir.toString());
        for (var mask : masks) {
            add("--remount-ro", mask.toString());
        }
        add("--remount-ro", "/");
    }

    /** Bubblewrap alone would make them for their owner only. */
    private void above(Path path) {
        var folders = new ArrayList<Path>();
        for (var above = path.getParent();
                above != null && above.getNameCount() > 0 && !shown.contains(above);
                above = above.getParent()) {
            folders.addFirst(above);
        }
        for (var above : folders) {
            if (made.add(above)) {
                add("--dir", above.toString());
            }
        }
    }

    private boolean isShown(Path path) {
        return shown.stream().anyMatch(path::startsWith);
    }

    private void add(String... more) {
        arguments.addAll(List.of(more));
    }
}
