package dev.mosaic.stitcher.api;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Sets the log of this JVM up once, with the values of its lines. Each server would do it anew
 * while it starts, and until it has, no line of anybody is written: a test beside it would wait in
 * vain.
 */
final class OwnLog {
    static {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(
                        new MapPropertySource("log", Map.of("logging.pattern.level", "%5p %kvp")));
        var log = LoggingSystem.get(OwnLog.class.getClassLoader());
        log.beforeInitialize();
        log.initialize(new LoggingInitializationContext(environment), null, null);
    }

    private OwnLog() {}

    /** This server leaves the log as it is. */
    static void keep(SpringApplication server) {
        server.setListeners(
                server.getListeners().stream()
                        .filter(it -> !(it instanceof LoggingApplicationListener))
                        .toList());
    }
}
