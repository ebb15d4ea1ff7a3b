package dev.mosaic.stitcher.sandbox.mirror;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the setup of a repository may fetch packages from.
 *
 * @param mirrors of package registries by names of your choice, one of each kind at most: {@code
 *     kind} (maven, npm, pypi, go or cargo), {@code url}, {@code user} with {@code password}, or
 *     {@code token}, if it asks for that, and {@code files}, other addresses where the files are
 *     that it names
 */
@ConfigurationProperties("mosaic.sandbox.docker")
public record MirrorSettings(@DefaultValue Map<String, Mirror> mirrors) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");

    public MirrorSettings {
        mirrors = new TreeMap<>(mirrors);
        var kinds = EnumSet.noneOf(Mirror.Kind.class);
        mirrors.forEach((name, mirror) -> {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "A mirror of mosaic.sandbox.docker.mirrors is called by small letters, digits and hyphens, not `%s`."
                                .formatted(name));
            }
            if (!kinds.add(mirror.kind())) {
                throw new IllegalArgumentException(
                        "mosaic.sandbox.docker.mirrors has two mirrors of the kind %s. Keep one: a repository server can stand for several."
                                .formatted(mirror.kind().word()));
            }
        });
    }

    /** The name of the mirror of a kind. */
    public Optional<String> named(Mirror.Kind kind) {
        return mirrors.entrySet().stream()
                .filter(it -> it.getValue().kind() == kind)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether there is one of a kind, by its word. */
    public boolean has(String kind) {
        return mirrors.values().stream().anyMatch(it -> it.kind().word().equals(kind));
    }
}
