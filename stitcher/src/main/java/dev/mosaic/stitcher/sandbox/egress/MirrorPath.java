package dev.mosaic.stitcher.sandbox.egress;

import dev.mosaic.stitcher.sandbox.egress.Refused.Kind;
import dev.mosaic.stitcher.sandbox.mirror.Mirror;
import dev.mosaic.stitcher.sandbox.mirror.Wiring;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something of a mirror that a sandbox asks for, read strictly: what a server could take for a step
 * out of the mirror's own folder is refused, however it is written.
 *
 * <p>{@code /mirror/<name>/…} is at the mirror's own address, {@code /mirror/<name>~1/…} at the
 * first of where its files are, and so on. npm keeps nothing but the path of an address that its
 * lock file names, so every other path is the npm mirror's, if there is one.
 *
 * @param name of the mirror
 * @param path as it was asked for
 * @param addresses where the file may be, at least one; the next where one has none
 */
record MirrorPath(String name, Mirror mirror, String path, List<URI> addresses) {
    private static final String REST =
            "((?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*+)(\\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+)?";
    private static final Pattern SHAPE =
            Pattern.compile(Wiring.ROOT + "([a-z][a-z0-9-]{0,29})(?:~([1-9]))?/" + REST);
    private static final Pattern NAMELESS = Pattern.compile("/" + REST);

    /**
     * {@code ..} between slashes, both signs written in any way; a backslash; a control character.
     */
    private static final Pattern WAY_OUT =
            Pattern.compile(
                    "(?i)(?:^|/|%2f)(?:\\.|%2e){1,2}(?:;[^/]*)?(?:/|%2f|$)|^/|//|%5c|%0|%1|%25|%7f");

    /** The name of the mirror that has what is named without one. */
    static Optional<String> nameless(Map<String, Mirror> mirrors) {
        return mirrors.entrySet().stream()
                .filter(it -> it.getValue().kind() == Mirror.Kind.NPM)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** {@link Refused} if it is nothing of a mirror. */
    static MirrorPath of(String target, Map<String, Mirror> mirrors) {
        if (target.startsWith(Wiring.ROOT)) {
            var shape = SHAPE.matcher(target);
            if (!shape.matches()) {
                throw refused();
            }
            var place = shape.group(2) == null ? 0 : Integer.parseInt(shape.group(2));
            return of(target, mirrors, shape.group(1), place, shape.group(3), shape.group(4));
        }
        var shape = NAMELESS.matcher(target);
        var name = nameless(mirrors);
        if (!shape.matches() || name.isEmpty()) {
            throw refused();
        }
        return of(target, mirrors, name.get(), 0, shape.group(1), shape.group(2));
    }

    private static MirrorPath of(
            String target,
            Map<String, Mirror> mirrors,
            String name,
            int place,
            String below,
            @Nullable String query) {
        var mirror = mirrors.get(name);
        if (mirror == null || place >= mirror.addresses().size() || WAY_OUT.matcher(below).find()) {
            throw refused();
        }
        try {
            var rest = below + (query == null ? "" : query);
            var all =
                    place == 0 && mirror.kind() == Mirror.Kind.NPM
                            ? anywhere(mirror, below, rest)
                            : List.of(new URI(mirror.addresses().get(place) + rest));
            var path = new MirrorPath(name, mirror, target, all);
            if (!all.stream().allMatch(path::holds)) {
                throw refused();
            }
            return path;
        } catch (URISyntaxException e) {
            throw refused();
        }
    }

    /**
     * Where npm may mean: below the mirror's address or, if the path begins as that does, at it. A
     * package's file may be at the other addresses too; what describes a package is asked of the
     * mirror alone, lest a stranger's package take the place of one of its own.
     */
    private static List<URI> anywhere(Mirror mirror, String below, String rest)
            throws URISyntaxException {
        var all = new ArrayList<URI>();
        for (var place : mirror.addresses()) {
            var own = place.getRawPath().substring(1);
            if (below.startsWith(own)) {
                all.add(new URI(place + rest.substring(own.length())));
            } else if (all.isEmpty()) {
                all.add(new URI(place + rest));
            }
            if (!below.endsWith(".tgz")) {
                break;
            }
        }
        return List.copyOf(all);
    }

    /** Whether an address is below the mirror's own, or below one of where its files are. */
    boolean holds(URI at) {
        return at.getRawUserInfo() == null
                && mirror.addresses().stream().anyMatch(place -> isBelow(place, at));
    }

    private static boolean isBelow(URI place, URI at) {
        return Mirror.isSameHost(place, at)
                && String.valueOf(at.getRawPath()).startsWith(place.getRawPath())
                && !WAY_OUT.matcher(at.getRawPath().substring(place.getRawPath().length())).find();
    }

    /** What the settings of the mirror begin with. */
    String setting() {
        return "mosaic.sandbox.docker.mirrors." + name;
    }

    private static Refused refused() {
        return new Refused(
                Kind.BLOCKED,
                Wiring.ROOT,
                "Only what is below a mirror of mosaic.sandbox.docker.mirrors can be read here, at /mirror/<name>/.");
    }
}
