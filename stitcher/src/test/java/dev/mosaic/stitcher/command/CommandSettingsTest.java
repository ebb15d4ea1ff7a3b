package dev.mosaic.stitcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

public class CommandSettingsTest {
    /** The defaults under other names. */
    public static CommandSettings settings(String... mentions) {
        return new CommandSettings(
                List.of(mentions), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(settings("@mosaic"));
    }

    @Test
    void everyPropertyHasItsName() {
        var bound =
                bind(
                        Map.of(
                                "mosaic.command.mentions", "@tiles,@inlay",
                                "mosaic.command.sweep", "1s",
                                "mosaic.command.hold", "9s"));
        assertThat(bound)
                .isEqualTo(
                        new CommandSettings(
                                List.of("@tiles", "@inlay"),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(9)));
        assertThat(bound.mention()).isEqualTo("@tiles");
    }

    @Test
    void namelessInstanceIsRefused() {
        assertThatThrownBy(() -> settings()).hasMessageContaining("mosaic.command.mentions");
        assertThatThrownBy(() -> settings(" ")).hasMessageContaining("mosaic.command.mentions");
    }

    private static CommandSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.command", CommandSettings.class);
    }
}
