package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.sandbox.egress.EgressSettings;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings by their names, the rest as by default. */
record SampleSettings(Map<String, String> properties) {
    private static final String PREFIX = "mosaic.sandbox.docker";

    /** For the engine and the image of the tests. */
    static SampleSettings here() {
        return new SampleSettings(Map.of())
                .with("host", LocalEngine.host())
                .with("image", TestImage.id());
    }

    /** What may be reached, by names below {@code mosaic.egress}. */
    static EgressSettings egress(Map<String, String> properties) {
        var named = new HashMap<String, String>();
        properties.forEach((name, value) -> named.put("mosaic.egress." + name, value));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("mosaic.egress", EgressSettings.class);
    }

    SampleSettings with(String name, Object value) {
        var all = new HashMap<>(properties);
        all.put(name, value.toString());
        return new SampleSettings(all);
    }

    DockerSettings settings() {
        var named = new HashMap<String, String>();
        properties.forEach((name, value) -> named.put(PREFIX + "." + name, value));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate(PREFIX, DockerSettings.class);
    }
}
