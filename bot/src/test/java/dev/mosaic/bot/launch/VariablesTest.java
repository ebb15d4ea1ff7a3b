package dev.mosaic.bot.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;

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
