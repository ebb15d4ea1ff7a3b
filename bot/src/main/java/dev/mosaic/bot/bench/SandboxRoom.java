package dev.mosaic.bot.bench;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Sandbox;
import java.util.Map;
import org.springframework.beans.BeansException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;

/**
 * Of all the parts of Mosaic only the sandboxes, with the settings that a server here would have.
 * No component, so that the program itself never finds it.
 */
@ComponentScan(basePackageClasses = Sandbox.class)
@ConfigurationPropertiesScan(basePackageClasses = Sandbox.class)
final class SandboxRoom {
    private SandboxRoom() {}

    /**
     * Opens it. Nothing in there begins before it is asked for.
     *
     * @param settings above all others
     * @param verbose the log on the console
     */
    static ConfigurableApplicationContext open(Map<String, String> settings, boolean verbose) {
        var application = new SpringApplication(SandboxRoom.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        application.setLazyInitialization(true);
        application.setLogStartupInfo(false);
        // what matters is an exception or in the result
        application.setDefaultProperties(
                Map.of("logging.threshold.console", verbose ? "INFO" : "OFF"));
        var arguments =
                settings.entrySet().stream()
                        .map(it -> "--%s=%s".formatted(it.getKey(), it.getValue()))
                        .toArray(String[]::new);
        try {
            return application.run(arguments);
        } catch (BeansException e) {
            throw explained(e);
        }
    }

    /** The deepest cause says which setting it is. */
    static Failure.Never explained(BeansException failed) {
        return new Failure.Never(
                "The settings of the sandbox cannot be used: %s. Mend mosaic.sandbox, mosaic.sandbox.docker or mosaic.egress."
                        .formatted(failed.getMostSpecificCause().getMessage()),
                failed);
    }
}
