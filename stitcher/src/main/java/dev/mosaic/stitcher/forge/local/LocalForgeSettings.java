package dev.mosaic.stitcher.forge.local;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The forge of this machine.
 *
 * @param folder where repositories that Mosaic makes itself are put
 * @param user who may do everything in its repositories; by default the user that runs Mosaic
 */
@ConfigurationProperties("mosaic.forge.local")
record LocalForgeSettings(Path folder, @Nullable String user) {
    @SuppressWarnings("ConstantValue") // the binder passes null for a setting that is not there
    LocalForgeSettings {
        if (folder == null) {
            throw new IllegalArgumentException(
                    "mosaic.forge.local.folder is not set: name a folder for repositories");
        }
    }

    boolean isUser(String name) {
        return name.equals(user == null || user.isBlank() ? System.getProperty("user.name") : user);
    }
}
