package dev.mosaic.bot.launch;

import java.util.Map;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;

/**
 * What was decided before the application started, such as the port of the database that runs now.
 * It stands above every other source, so that nothing can talk the application into another
 * database than the one that was started for it.
 */
record StartProperties(Map<String, Object> properties)
        implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    StartProperties {
        properties = Map.copyOf(properties);
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        event.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("mosaicStart", properties));
    }

    /** Before the listener that reads application.yml, and the one that sets up the log. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** Without the values: there are passwords among them. */
    @Override
    public String toString() {
        return properties.keySet().toString();
    }
}
