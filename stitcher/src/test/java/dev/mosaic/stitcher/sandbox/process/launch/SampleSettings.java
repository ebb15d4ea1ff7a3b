package dev.mosaic.stitcher.sandbox.process.launch;

import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings by their names, the rest as by default. */
public record SampleSettings(Map<String, String> properties) {
    private static final String PREFIX = "mosaic.sandbox.process";

    public static SampleSettings of(Confinement confinement) {
        return new SampleSettings(Map.of("confinement", confinement.name()));
    }

    public SampleSettings with(String name, Object value) {
        var all = new HashMap<>(properties);
        all.put(name, value.toString());
        return new SampleSettings(all);
    }

    public ProcessSettings settings() {
        var named = new HashMap<String, String>();
        properties.forEach((name, value) -> named.put(PREFIX + "." + name, value));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate(PREFIX, ProcessSettings.class);
    }
}
