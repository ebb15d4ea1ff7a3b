package dev.mosaic.stitcher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGlobTest {
    @ParameterizedTest
    @CsvSource({
        "deploy/**, deploy/a/b.yml, true",
        "deploy/**, deploy, false",
        "deploy/**, src/deploy/a, false",
        "deploy, deploy, true",
        "deploy, src/deploy/a, true",
        "deploy/, deploy/a, true",
        "deploy, deployment/a, false",
        "/deploy, src/deploy, false",
        "*.tf, infra/main.tf, true",
        "*.tf, infra/main.tf/x, true",
        "*.tf, main.tfx, false",
        "a/*/c, a/b/c, true",
        "a/*/c, a/b/b/c, false",
        "a/**/c, a/c, true",
        "a/**/c, a/b/b/c, true",
        "a/?.txt, a/b.txt, true",
        "a/?.txt, a//.txt, false",
        "**/x, x, true",
        "Jenkinsfile, JENKINSFILE, true",
        "Jenkinsfile, ＪenkinsFile, true",
        "README.md, ci/readme.md, true",
    })
    void patternsMeanWhatTheyMeanInGitignore(String glob, String path, boolean matches) {
        assertThat(new PathGlob(glob).matches(path)).isEqualTo(matches);
    }

    @Test
    void noPatternTakesLong() {
        var glob = new PathGlob("**/*a".repeat(40));
        var path = "b/".repeat(2_000) + "b";

        Assertions.assertTimeout(
                Duration.ofSeconds(10), () -> assertThat(glob.matches(path)).isFalse());
    }
}
