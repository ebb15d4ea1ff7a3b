package dev.mosaic.stitcher.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where agents and gates run.
 *
 * @param kind the sandbox that is used, by its name
 * @param folder where sandboxes keep their private HOME and TMPDIR; short, because sockets live
 *     below it
 * @param path where commands are looked up, after the JDK that Mosaic runs on
 */
@ConfigurationProperties("mosaic.sandbox")
public record SandboxSettings(String kind, Path folder, String path) {

    private static final Path FOLDER =
            Path.of(System.getProperty("user.home"), ".local", "share", "mosaic", "sandboxes");

    public SandboxSettings(
            @DefaultValue("process") String kind,
            @Nullable Path folder,
            @DefaultValue("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                    String path) {
        this.kind = kind;
        this.folder = folder == null ? FOLDER : folder;
        this.path = path;
    }
}
