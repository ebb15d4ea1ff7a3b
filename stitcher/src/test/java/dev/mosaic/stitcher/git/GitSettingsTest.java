package dev.mosaic.stitcher.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class GitSettingsTest {
    @Test
    void defaults() {
        assertThat(bind(Map.of("mosaic.git.folder", "/srv/work")))
                .isEqualTo(GitSettings.in(Path.of("/srv/work")));
    }

    @Test
    void everyPropertyHasItsName() {
        assertThat(
                        bind(
                                Map.of(
                                        "mosaic.git.folder", "/w",
                                        "mosaic.git.author-name", "bot",
                                        "mosaic.git.author-email", "bot@example.org",
                                        "mosaic.git.timeout", "5s",
                                        "mosaic.git.max-files", "10",
                                        "mosaic.git.max-size", "1MB",
                                        "mosaic.git.max-shared", "2MB")))
                .isEqualTo(
                        new GitSettings(
                                Path.of("/w"),
                                "bot",
                                "bot@example.org",
                                Duration.ofSeconds(5),
                                10,
                                DataSize.ofMegabytes(1),
                                DataSize.ofMegabytes(2)));
    }

    @Test
    void aMissingFolderIsNamed() {
        assertThatThrownBy(() -> bind(Map.of()))
                .hasRootCauseMessage(
                        "mosaic.git.folder is not set: name a folder for mirrors and worktrees");
    }

    private static GitSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.git", GitSettings.class);
    }
}
