package dev.mosaic.stitcher.git.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolationTest {
    @Test
    void theConfigurationOfTheUserIsNotRead(@TempDir Path home) throws Exception {
        var evil = "[url \"file:///nowhere/\"]\n\tinsteadOf = https://\n";
        Files.writeString(home.resolve(".gitconfig"), evil);
        Files.writeString(home.resolve(".jgitconfig"), evil);
        var files = Isolation.files().newInstance();
        files.setUserHome(home.toFile());
        files.setGitSystemConfig(home.resolve(".gitconfig").toFile());
        var system = SystemReader.getInstance();

        for (var config :
                List.of(
                        system.openUserConfig(null, files),
                        system.openJGitConfig(null, files),
                        system.openSystemConfig(null, files))) {
            config.load();
            config.setString("a", null, "b", "c");
            config.save();
            assertThat(config.getSections()).doesNotContain("url");
        }
        assertThat(home.resolve(".jgitconfig")).hasContent(evil);
    }

    @Test
    void theEnvironmentIsNotRead() {
        Isolation.files();

        assertThat(SystemReader.getInstance().getenv("PATH")).isNull();
    }

    @Test
    void noProgramIsRun() {
        assertThatThrownBy(() -> Isolation.files().runInShell("git", new String[0]))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Isolation.files().newInstance().getGitSystemConfig()).isNull();
    }
}
