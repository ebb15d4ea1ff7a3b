package dev.mosaic.stitcher.engine;

import dev.mosaic.stitcher.model.ModelSettings;
import dev.mosaic.stitcher.model.Models;
import dev.mosaic.stitcher.model.ledger.Prices;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Models that nobody asks for a price. */
final class TestModels {
    private TestModels() {}

    static Models none() {
        var settings =
                new Binder(new MapConfigurationPropertySource(Map.of()))
                        .bindOrCreate("mosaic.model", ModelSettings.class);
        return new Models(settings, new Prices(null, null));
    }
}
