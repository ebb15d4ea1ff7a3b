package dev.mosaic.stitcher.forge.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LocalForgeSettingsTest {
    @Test
    void byDefaultTheUserOfThisMachineIsTheAdministrator() {
        var settings = bind(Map.of("mosaic.forge.local.folder", "/srv/repositories"));

        assertThat(settings).isEqualTo(new LocalForgeSettings(Path.of("/srv/repositories"), null));
        assertThat(settings.isUser(System.getProperty("user.name"))).isTrue();
        assertThat(settings.isUser("eve")).isFalse();
    }

    @Test
    void everyPropertyHasItsName() {
        var settings =
                bind(
                        Map.of(
                                "mosaic.forge.local.folder", "/r",
                                "mosaic.forge.local.user", "ann"));

        assertThat(settings).isEqualTo(new LocalForgeSettings(Path.of("/r"), "ann"));
        assertThat(settings.isUser("ann")).isTrue();
        assertThat(settings.isUser(System.getProperty("user.name"))).isFalse();
    }

    @Test
    void aMissingFolderIsNamed() {
        assertThatThrownBy(() -> bind(Map.of()))
                .hasRootCauseMessage(
                        "mosaic.forge.local.folder is not set: name a folder for repositories");
    }

    private static LocalForgeSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.forge.local", LocalForgeSettings.class);
    }
}
