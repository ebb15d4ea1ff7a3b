package dev.mosaic.stitcher.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class HeldSecretsTest {
    @TempDir Path folder;

    @Test
    void whatIsNamedLikeASecretIsOneAndThePlaceOfAFileIsNot() throws Exception {
        var home = Files.createDirectories(folder.resolve("a-folder-with-a-long-name-17"));
        var file = Files.createFile(folder.resolve("the-file-of-a-key-4711.pem"));
        var redactor =
                redactor(
                        Map.of(
                                "PWD",
                                home.toString(),
                                "SIGNING_KEY",
                                file.toString(),
                                "CHAT_TOKEN",
                                "/q8Zr2mW7xK1vB4nT9y",
                                "DATABASE_URL",
                                "postgres://me:pa55-of-the-base@db/mosaic"));

        assertThat(redactor.redact("in " + home + " beside " + file))
                .isEqualTo("in " + home + " beside " + file);
        assertThat(redactor.redact("says /q8Zr2mW7xK1vB4nT9y")).doesNotContain("q8Zr2mW7xK1v");
        assertThat(redactor.redact("with pa55-of-the-base")).doesNotContain("pa55-of-the-base");
    }

    private static Redactor redactor(Map<String, Object> settings) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        return Redactor.of(environment);
    }
}
