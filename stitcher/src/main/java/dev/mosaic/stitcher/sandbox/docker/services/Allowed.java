package dev.mosaic.stitcher.sandbox.docker.services;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * An image that the operator allows beside the commands of repositories.
 *
 * @param image by digest: {@code name@sha256:…}, or the id {@code sha256:…} of one that is there
 * @param memory of all its processes, with what it keeps in folders
 * @param cpus processors that it may use
 * @param room size of each folder that it may write to
 * @param writable folders that it may write to, besides those that every one may
 */
public record Allowed(
        @DefaultValue("") String image,
        @DefaultValue("1GB") DataSize memory,
        @DefaultValue("1") BigDecimal cpus,
        @DefaultValue("512MB") DataSize room,
        @DefaultValue List<String> writable) {
    private static final Pattern FOLDER =
            Pattern.compile("(/[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}){1,20}");
    private static final Pattern KERNEL = Pattern.compile("/(proc|sys|dev)(/.*)?");

    public Allowed {
        writable = List.copyOf(writable);
        for (var folder : writable) {
            if (!FOLDER.matcher(folder).matches() || KERNEL.matcher(folder).matches()) {
                throw new IllegalArgumentException(
                        "`%s` is no folder that a service may write to. Let `writable` in mosaic.sandbox.docker.services name folders such as /var/lib/mysql."
                                .formatted(folder));
            }
        }
        if (memory.toBytes() <= 0 || room.toBytes() <= 0 || cpus.signum() <= 0) {
            throw new IllegalArgumentException(
                    "memory, room and cpus in mosaic.sandbox.docker.services must be above 0: no service is without limits.");
        }
    }
}
