package dev.mosaic.stitcher.sandbox.docker.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a container looks like from within, against what it was to be. The engine's answers say what
 * it means to do; this says what became of it, and whether its folders are those of this machine.
 */
public final class Canary {
    private static final String NONE = "0000000000000000";

    private Canary() {}

    /**
     * What is wrong, one line each; empty if nothing is.
     *
     * @param told by scripts that ran in it
     */
    public static List<String> of(Profile profile, String told) {
        var seen = new HashMap<String, String>();
        told.lines()
                .map(line -> line.split(": ", 2))
                .filter(it -> it.length == 2)
                .forEach(it -> seen.put(it[0], it[1]));
        var wrong = new ArrayList<String>();
        expect(wrong, seen, "Uid", Integer.toString(profile.account().uid()));
        for (var set : List.of("CapPrm", "CapEff", "CapBnd")) {
            expect(wrong, seen, set, NONE);
        }
        expect(wrong, seen, "NoNewPrivs", "1");
        if (profile.settings().runtime().isEmpty()) {
            // other runtimes have a kernel of their own, which filters and counts differently
            expect(wrong, seen, "Seccomp", "2");
            expect(wrong, seen, "Root", "ro");
            expect(wrong, seen, "Folder", inode(profile));
            if (profile.home() instanceof HomeMount.Overlay layered) {
                layers(wrong, seen.getOrDefault("Home", "not told"), layered);
            }
        }
        if (profile.spec().writable()) {
            expect(wrong, seen, "Writable", "yes");
        } else if (seen.containsKey("Writable")) {
            wrong.add("the work folder can be written to");
        }
        if (profile.role().sharesNetwork()) {
            expect(wrong, seen, "Forwarder", "yes");
            expect(wrong, seen, "Routes", "0");
        }
        return wrong;
    }

    /** As the kernel tells of it: what the setup left below, and no right that the layer gives. */
    private static void layers(List<String> wrong, String told, HomeMount.Overlay wanted) {
        var words = List.of(told.split("[ ,]"));
        var all =
                List.of(
                        "overlay",
                        "nosuid",
                        "nodev",
                        "lowerdir=" + wanted.below(),
                        "upperdir=" + wanted.upper());
        if (!words.containsAll(all)) {
            wrong.add("Home is %s from within, not %s".formatted(told, all));
        }
    }

    private static void expect(
            List<String> wrong, Map<String, String> seen, String what, String wanted) {
        var is = seen.getOrDefault(what, "not told");
        if (!is.equals(wanted)) {
            wrong.add("%s is %s from within, not %s".formatted(what, is, wanted));
        }
    }

    private static String inode(Profile profile) {
        try {
            return String.valueOf(Files.getAttribute(profile.spec().workdir(), "unix:ino"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
