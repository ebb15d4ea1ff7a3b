package dev.mosaic.bot.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.ModelSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class VariablesTest {
    @TempDir Path temp;

    @Test
    void aSecretCanStandInAFile() throws Exception {
        var file = Files.writeString(temp.resolve("url"), "postgres://a:b@c/d\n");

        var variables = Variables.of(Map.of("DATABASE_URL_FILE", file.toString()));

        assertThat(variables.get("DATABASE_URL")).isEqualTo("postgres://a:b@c/d");
    }

    @Test
    void blankIsAsGoodAsAbsent() {
        var variables = Variables.of(Map.of("PORT", " ", "DATABASE_URL_FILE", ""));

        assertThat(variables.get("PORT")).isNull();
        assertThat(variables.get("DATABASE_URL")).isNull();
        assertThat(variables.get("VALKEY_URL")).isNull();
    }

    @Test
    void aSettingThatHappensToEndInFileIsNoSecret() {
        var variables = Variables.of(Map.of("MOSAIC_ENGINE_FILE", "/nowhere"));

        assertThat(variables.fromFiles()).isEmpty();
    }

    @Test
    void bothWaysAtOnceAreRefused() {
        assertThatThrownBy(() -> Variables.of(Map.of("VALKEY_URL", "a", "VALKEY_URL_FILE", "/b")))
                .isInstanceOf(Failure.Never.class)
                .hasMessage("VALKEY_URL and VALKEY_URL_FILE are both set. Remove one of them.");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Variables.of(Map.of("VALKEY_URL_FILE", "/no/such/file")))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("VALKEY_URL_FILE names /no/such/file");
    }

    /** The names that people have set already. */
    @ParameterizedTest
    @ValueSource(strings = {"CLAUDE_API_KEY", "ANTHROPIC_API_KEY"})
    void theUsualNameOfAKeyOpensTheUsualProvider(String name) throws Exception {
        var environment = new StandardEnvironment();
        var sources = environment.getPropertySources();
        sources.forEach(it -> sources.remove(it.getName()));
        sources.addFirst(new MapPropertySource("environment", Map.of(name, "k-1")));
        new YamlPropertySourceLoader()
                .load("application", new ClassPathResource("application.yml"))
                .forEach(sources::addLast);
        sources.addLast(
                new MapPropertySource(
                        "operator",
                        Map.of(
                                "mosaic.model.providers.anthropic.models.m.price.input", "3",
                                "mosaic.model.providers.anthropic.models.m.price.output", "15")));

        var settings = Binder.get(environment).bind("mosaic.model", ModelSettings.class).get();

        var anthropic = settings.providers().get("anthropic");
        assertThat(anthropic.key()).isEqualTo("k-1");
        assertThat(anthropic.isReady()).isTrue();
        assertThat(anthropic.models()).containsKey("m");
    }

    @Test
    void withoutAKeyThereIsNone() throws Exception {
        var environment = new StandardEnvironment();
        var sources = environment.getPropertySources();
        sources.forEach(it -> sources.remove(it.getName()));
        new YamlPropertySourceLoader()
                .load("application", new ClassPathResource("application.yml"))
                .forEach(sources::addLast);

        var settings = Binder.get(environment).bind("mosaic.model", ModelSettings.class).get();

        assertThat(settings.providers().get("anthropic").key()).isNull();
    }

    @Test
    void theApplicationSeesTheContentUnderTheNameWithoutFile() throws Exception {
        var file = Files.writeString(temp.resolve("token"), "s3cret");
        var environment =
                new StandardEnvironment() {
                    @Override
                    public Map<String, Object> getSystemEnvironment() {
                        return Map.of("MOSAIC_FORGE_TOKEN_FILE", file.toString());
                    }
                };

        new SecretFiles().postProcessEnvironment(environment, new SpringApplication());

        ConfigurationPropertySources.attach(environment);
        assertThat(Binder.get(environment).bind("mosaic.forge.token", String.class).get())
                .isEqualTo("s3cret");
    }
}
