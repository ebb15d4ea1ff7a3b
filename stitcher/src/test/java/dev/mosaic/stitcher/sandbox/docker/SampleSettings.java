package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.cache.SetupCache;
import dev.mosaic.stitcher.sandbox.cache.SetupSettings;
import dev.mosaic.stitcher.sandbox.docker.profile.DockerSettings;
import dev.mosaic.stitcher.sandbox.docker.services.ServiceSettings;
import dev.mosaic.stitcher.sandbox.egress.Egress;
import dev.mosaic.stitcher.sandbox.egress.EgressSettings;
import dev.mosaic.stitcher.sandbox.mirror.MirrorSettings;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings by their names, the rest as by default. */
public record SampleSettings(Map<String, String> properties) {
    private static final String PREFIX = "mosaic.sandbox.docker";

    /** For the engine and the image of the tests. */
    public static SampleSettings here() {
        return new SampleSettings(Map.of())
                .with("host", LocalEngine.host())
                .with("image", TestImage.id());
    }

    /** What may be reached, by names below {@code mosaic.egress}. */
    public static EgressSettings egress(Map<String, String> properties) {
        var named = new HashMap<String, String>();
        properties.forEach((name, value) -> named.put("mosaic.egress." + name, value));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("mosaic.egress", EgressSettings.class);
    }

    /** A sandbox with all of them. @param egress settings below {@code mosaic.egress} */
    DockerSandbox sandbox(SandboxSettings kind, Map<String, String> egress) {
        return new DockerSandbox(
                kind,
                settings(),
                new Egress(egress(egress), kind),
                cache(kind),
                mirrors(),
                services());
    }

    public SetupCache cache(SandboxSettings kind) {
        return new SetupCache(kind, bound(PREFIX + ".setup", SetupSettings.class));
    }

    ServiceSettings services() {
        return bound(PREFIX, ServiceSettings.class);
    }

    public MirrorSettings mirrors() {
        return bound(PREFIX, MirrorSettings.class);
    }

    public SampleSettings with(String name, Object value) {
        var all = new HashMap<>(properties);
        all.put(name, value.toString());
        return new SampleSettings(all);
    }

    public DockerSettings settings() {
        return bound(PREFIX, DockerSettings.class);
    }

    private <T> T bound(String prefix, Class<T> type) {
        var named = new HashMap<String, String>();
        properties.forEach((name, value) -> named.put(PREFIX + "." + name, value));
        return new Binder(new MapConfigurationPropertySource(named)).bindOrCreate(prefix, type);
    }
}
