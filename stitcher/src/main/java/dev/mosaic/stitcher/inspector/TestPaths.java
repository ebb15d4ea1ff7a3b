package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.policy.PathGlob;
import java.util.List;
import java.util.Locale;

/** By which files tests can vanish. */
final class TestPaths {
    /** What decides which tests run. */
    private static final List<PathGlob> BUILDS =
            List.of(
                            "pom.xml",
                            "build.gradle*",
                            "settings.gradle*",
                            "gradle.properties",
                            "package.json",
                            "jest.config.*",
                            "vitest.config.*",
                            ".mocharc*",
                            "pyproject.toml",
                            "setup.cfg",
                            "tox.ini",
                            "pytest.ini",
                            "conftest.py",
                            "go.mod",
                            "go.work",
                            "Cargo.toml",
                            "Makefile")
                    .stream()
                    .map(PathGlob::new)
                    .toList();

    private TestPaths() {}

    /** A file that is only added takes no test away, unless it governs the build. */
    static boolean canTakeTestsAway(FileChange file) {
        var path = file.path().toLowerCase(Locale.ROOT);
        var looksLikeTest = path.contains("test") || path.contains("spec");
        return BUILDS.stream().anyMatch(glob -> glob.matches(file.path()))
                || (looksLikeTest && file.kind() != FileChange.Kind.ADDED);
    }
}
