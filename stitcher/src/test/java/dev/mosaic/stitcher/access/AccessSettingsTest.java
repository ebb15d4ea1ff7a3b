package dev.mosaic.stitcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AccessSettingsTest {
    @Test
    void nobodyIsAnInstanceAdminByDefault() {
        assertThat(bind(Map.of())).isEqualTo(new AccessSettings(List.of()));
    }

    @Test
    void everyPropertyHasItsName() {
        assertThat(bind(Map.of("mosaic.access.instance-admins", "ann,bob")))
                .isEqualTo(new AccessSettings(List.of("ann", "bob")));
    }

    private static AccessSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.access", AccessSettings.class);
    }
}
