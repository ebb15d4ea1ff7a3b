package dev.mosaic.stitcher.sandbox.docker.daemon;

import dev.mosaic.stitcher.failure.Failure;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * An image that nobody can exchange: by the digest that it has in a registry, or by its id.
 *
 * @param reference as the engine takes it
 * @param digest {@code sha256:} with 64 digits
 * @param setting that names it
 */
public record Image(String reference, String digest, String setting) {
    private static final Pattern SHAPE =
            Pattern.compile("(?:[a-z0-9][A-Za-z0-9._:/-]{0,254}@)?(sha256:[0-9a-f]{64})");

    /** {@link Failure.Never} if it is not named by a digest. */
    public static Image of(String reference, String setting) {
        var shape = SHAPE.matcher(reference);
        if (!shape.matches()) {
            throw new Failure.Never(
                    reference.isEmpty()
                            ? "There is no image for containers. Set %s to `name@sha256:…`."
                                    .formatted(setting)
                            : "`%s` names an image that somebody can exchange. Set %s to its digest, `name@sha256:…`; `docker image inspect` tells it."
                                    .formatted(reference, setting),
                    null);
        }
        return new Image(reference, shape.group(1), setting);
    }

    /** Whether a registry can be asked for it. */
    public boolean canBePulled() {
        return !reference.equals(digest);
    }

    /**
     * Whether it is what the engine has.
     *
     * @param digests of an image, {@code name@sha256:…} each
     */
    public boolean is(String id, Collection<String> digests) {
        return id.equals(digest)
                || canBePulled() && digests.stream().anyMatch(it -> it.endsWith("@" + digest));
    }
}
