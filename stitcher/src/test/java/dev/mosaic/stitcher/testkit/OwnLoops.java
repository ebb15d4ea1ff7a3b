package dev.mosaic.stitcher.testkit;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Gives a program event loops of its own. Those that Reactor Netty keeps for a whole JVM end with
 * the first program that ends, and with them the servers of all that run beside it.
 */
public final class OwnLoops
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ((GenericApplicationContext) context)
                .registerBean(
                        ReactorResourceFactory.class,
                        () -> {
                            var resources = new ReactorResourceFactory();
                            resources.setUseGlobalResources(false);
                            return resources;
                        });
    }
}
