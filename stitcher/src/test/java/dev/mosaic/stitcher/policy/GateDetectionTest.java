package dev.mosaic.stitcher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.policy.GateDetection.Detected;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateDetectionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pom.xml | mvn -B -ntp -fae test",
                "pom.xml, mvnw | sh ./mvnw -B -ntp -fae test",
                "build.gradle | gradle --console=plain --continue test",
                "settings.gradle.kts, gradlew | sh ./gradlew --console=plain --continue test",
                "go.mod | go test -json ./...",
                "Cargo.toml | cargo test --workspace --no-fail-fast",
                "setup.py, tests/test_a.py | python3 -m unittest discover -v",
                "api/pom.xml | (cd api && mvn -B -ntp -fae test)",
            })
    void eachToolIsFoundByItsFiles(String files, String test) {
        assertThat(test(detect(files.split(", ")))).isEqualTo(test);
    }

    @Test
    void everyModuleOfAGoWorkspaceIsTestedByItself() {
        assertThat(test(detect("go.work", "a/go.mod", "b/c/go.mod")))
                .isEqualTo(
                        "(s=0; (cd a && go test -json ./...) || s=1; (cd b/c && go test -json ./...) || s=1; exit $s)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"scripts\":{\"test\":\"node --test\"}} | package-lock.json | npm test",
                "{\"scripts\":{\"test\":\"jest\"},\"devDependencies\":{\"jest\":\"1\"}} | package-lock.json | npm ci && npm test",
                "{\"scripts\":{\"test\":\"jest\"},\"devDependencies\":{\"jest\":\"1\"}} | pnpm-lock.yaml | pnpm install --frozen-lockfile && pnpm test",
                "{\"scripts\":{\"test\":\"jest\"},\"devDependencies\":{\"jest\":\"1\"}} | yarn.lock | yarn install --frozen-lockfile && yarn test",
                "{\"workspaces\":[\"a\"]} | package-lock.json | npm ci && npm test --workspaces --if-present",
            })
    void theLockFileNamesThePackageManager(String manifest, String lock, String test) {
        assertThat(test(detect(Map.of("package.json", manifest, lock, "")))).isEqualTo(test);
    }

    @Test
    void lintIsAGateOfItsOwn() {
        var manifest = "{\"scripts\":{\"test\":\"node --test\",\"lint\":\"eslint .\"}}";

        assertThat(detect(Map.of("package.json", manifest)).gates())
                .extracting(GateCommand::name, GateCommand::run)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("test", "npm test"),
                        org.assertj.core.api.Assertions.tuple("lint", "npm run lint"));
    }

    @Test
    void severalToolsAreOneGateThatRunsThemAll() {
        var found = detect("pom.xml", "go.mod");

        assertThat(test(found))
                .isEqualTo(
                        "s=0; mvn -B -ntp -fae test || s=1; go test -json ./... || s=1; exit $s");
        assertThat(found.found())
                .containsExactly("Maven: `mvn -B -ntp -fae test`", "Go: `go test -json ./...`");
    }

    @Test
    void aManifestWithoutTestsIsNoGate() {
        var init = "{\"scripts\":{\"test\":\"echo \\\"Error: no test specified\\\" && exit 1\"}}";

        assertThat(detect(Map.of("package.json", init)).gates()).isEmpty();
        assertThat(detect(Map.of("package.json", "{broken")).gates()).isEmpty();
        assertThat(detect("README.md").gates()).isEmpty();
        assertThat(detect("setup.py", "app.py").gates()).isEmpty();
    }

    @Test
    void noNameOfAFolderReachesTheShell() {
        assertThat(detect("$(touch x)/pom.xml", "a;b/pom.xml", "-x/pom.xml").gates()).isEmpty();
        assertThat(test(detect("go.work", "a;b/go.mod", "c/go.mod"))).doesNotContain("a;b");
    }

    private static String test(Detected found) {
        return found.gates().getFirst().run();
    }

    private static Detected detect(String... paths) {
        var files = new HashMap<String, String>();
        List.of(paths).forEach(path -> files.put(path, ""));
        return detect(files);
    }

    private static Detected detect(Map<String, String> files) {
        return GateDetection.detect(
                List.copyOf(files.keySet()), path -> Optional.ofNullable(files.get(path)));
    }
}
