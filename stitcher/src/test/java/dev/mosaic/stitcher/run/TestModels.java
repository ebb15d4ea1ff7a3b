package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.engine.EngineModels;
import dev.mosaic.stitcher.engine.Engines;
import dev.mosaic.stitcher.model.ModelAccess;
import dev.mosaic.stitcher.model.ModelSettings;
import dev.mosaic.stitcher.model.Models;
import dev.mosaic.stitcher.model.ledger.Prices;
import dev.mosaic.stitcher.testkit.Postgres;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The models of an instance, wired as in the program. */
final class TestModels {
    final ModelAccess access;
    final RunModels models;

    TestModels(Postgres postgres, Engines engines, Map<String, String> properties) {
        var settings =
                new Binder(new MapConfigurationPropertySource(properties))
                        .bindOrCreate("mosaic.model", ModelSettings.class);
        var all = new Models(settings, new Prices(postgres.client(), postgres.transactions()));
        access = new ModelAccess(all, settings);
        models = new RunModels(new EngineModels(engines, all), access);
    }

    /** Where there is none. */
    static RunModels of(Postgres postgres, Engines engines) {
        return new TestModels(postgres, engines, Map.of()).models;
    }
}
