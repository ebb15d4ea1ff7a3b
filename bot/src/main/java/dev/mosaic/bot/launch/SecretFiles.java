package dev.mosaic.bot.launch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Lets the application read {@code NAME_FILE} as if the content had been given as {@code NAME}. */
final class SecretFiles implements EnvironmentPostProcessor {
    // the ending makes the binder treat the names as those of the environment
    private static final String NAME =
            "secretFiles-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        var given = new LinkedHashMap<String, String>();
        environment.getSystemEnvironment().forEach((name, value) -> given.put(name, "" + value));
        Map<String, Object> read = new LinkedHashMap<>(Variables.of(given).fromFiles());
        environment
                .getPropertySources()
                .addAfter(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(NAME, read));
    }
}
