package dev.mosaic.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TerminalSettingsTest {
    @Test
    void noRepositoryIsMeantByDefault() {
        assertThat(bind(Map.of()).repository()).isNull();
    }

    @Test
    void everyNameIsRead() {
        assertThat(bind(Map.of("mosaic.terminal.repository", "demo/app")).repository())
                .isEqualTo("demo/app");
    }

    private static TerminalSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.terminal", TerminalSettings.class);
    }
}
