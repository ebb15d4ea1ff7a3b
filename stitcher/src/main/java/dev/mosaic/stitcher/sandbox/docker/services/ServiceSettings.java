package dev.mosaic.stitcher.sandbox.docker.services;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Sidecar;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which services repositories may have beside their containers.
 *
 * @param services images by the names that {@code .mosaic.yml} calls them by: {@code image} (by
 *     digest, as the image of commands), {@code memory} (1GB), {@code cpus} (1), {@code room}
 *     (512MB, for each folder that it may write to, in memory) and {@code writable} (such folders,
 *     besides {@code /tmp}, {@code /run} and the volumes of the image)
 */
@ConfigurationProperties("mosaic.sandbox.docker")
public record ServiceSettings(@DefaultValue Map<String, Allowed> services) {
    private static final String SETTING = "mosaic.sandbox.docker.services";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");

    public ServiceSettings {
        services = new TreeMap<>(services);
        for (var name : services.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "An image of %s is called by small letters, digits and hyphens, not `%s`."
                                .formatted(SETTING, name));
            }
        }
    }

    /** The setting that names an image. */
    public static String setting(String image) {
        return "%s.%s.image".formatted(SETTING, image);
    }

    /**
     * The image that a repository asks for.
     *
     * @throws Failure.Never if the operator does not allow it
     */
    public Allowed of(Sidecar asked) {
        var allowed = services.get(asked.image());
        if (allowed == null) {
            throw new Failure.Never(
                    "The service `%s` of .mosaic.yml wants the image `%s`, which is not allowed here. %s"
                            .formatted(asked.name(), asked.image(), cure(asked.image())),
                    null);
        }
        return allowed;
    }

    private String cure(String image) {
        var known =
                services.isEmpty()
                        ? "take `services` out of .mosaic.yml"
                        : "use one of those that are: " + String.join(", ", services.keySet());
        return "Let the operator name it by its digest with %s, or %s."
                .formatted(setting(image), known);
    }
}
