package dev.mosaic.stitcher.sandbox.egress;

import dev.mosaic.stitcher.sandbox.egress.Refused.Kind;
import dev.mosaic.stitcher.sandbox.mirror.Mirror;
import dev.mosaic.stitcher.sandbox.mirror.Wiring;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something of a mirror that a sandbox asks for, read strictly: what a server could take for a step
 * out of the mirror's own folder is refused, however it is written.
 *
 * @param name of the mirror
 * @param path as it was asked for
 * @param address of the file at the mirror
 */
record MirrorPath(String name, Mirror mirror, String path, URI address) {
    private static final Pattern SHAPE =
            Pattern.compile(
                    Wiring.ROOT
                            + "([a-z][a-z0-9-]{0,29})/((?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*+)(\\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+)?");

    /**
     * {@code ..} between slashes, both signs written in any way; a backslash; a control character.
     */
    private static final Pattern WAY_OUT =
            Pattern.compile(
                    "(?i)(?:^|/|%2f)(?:\\.|%2e){1,2}(?:;[^/]*)?(?:/|%2f|$)|^/|//|%5c|%0|%1|%25|%7f");

    /** {@link Refused} if it is nothing of a mirror. */
    static MirrorPath of(String target, Map<String, Mirror> mirrors) {
        var shape = SHAPE.matcher(target);
        if (!shape.matches()) {
            throw refused();
        }
        var mirror = mirrors.get(shape.group(1));
        var below = shape.group(2);
        if (mirror == null || WAY_OUT.matcher(below).find()) {
            throw refused();
        }
        var rest = below + (shape.group(3) == null ? "" : shape.group(3));
        try {
            var path =
                    new MirrorPath(
                            shape.group(1), mirror, target, new URI(mirror.address() + rest));
            if (!path.holds(path.address())) {
                throw refused();
            }
            return path;
        } catch (URISyntaxException e) {
            throw refused();
        }
    }

    /** Whether an address is the mirror's own. */
    boolean holds(URI at) {
        var own = mirror.address();
        return own.getScheme().equals(at.getScheme())
                && own.getHost().equalsIgnoreCase(at.getHost())
                && own.getPort() == at.getPort()
                && at.getRawUserInfo() == null
                && String.valueOf(at.getRawPath()).startsWith(own.getRawPath())
                && !WAY_OUT.matcher(at.getRawPath().substring(own.getRawPath().length())).find();
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
