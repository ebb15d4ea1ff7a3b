package dev.mosaic.stitcher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetupDetectionTest {
    private static List<String> detected(String... paths) {
        return SetupDetection.detect(List.of(paths)).stream()
                .map(it -> it.needs() + ": " + it.run())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "pom.xml ; maven: mvn -B -ntp -fn test",
                "pom.xml mvnw ; maven: sh ./mvnw -B -ntp -fn test",
                "build.gradle.kts ; maven: gradle --console=plain --continue test || true",
                "package.json package-lock.json ; npm: npm ci --no-audit --no-fund",
                "go.mod ; go: go mod download",
                "Cargo.toml ; cargo: cargo fetch",
                "Cargo.toml Cargo.lock ; cargo: cargo fetch --locked",
                "requirements.txt requirements-dev.txt ; pypi: python3 -m pip install --user -r requirements.txt -r requirements-dev.txt",
                "app/pom.xml README.md ; maven: (cd app && mvn -B -ntp -fn test)"
            })
    void eachToolIsFoundByItsFiles(String paths, String expected) {
        assertThat(detected(paths.split(" "))).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "package.json",
                "package.json yarn.lock",
                "build.gradle gradlew",
                "a b;c/pom.xml",
                "a/b/pom.xml"
            })
    void whatNoMirrorStandsForIsNotTried(String path) {
        assertThat(detected(path.contains(";") ? new String[] {path} : path.split(" "))).isEmpty();
    }

    @Test
    void severalToolsAreFoundTogether() {
        assertThat(detected("pom.xml", "package-lock.json", "web/go.mod")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "pom.xml,true",
        "core/pom.xml,true",
        "web/package-lock.json,true",
        "gradle/libs.versions.toml,true",
        "gradle/wrapper/gradle-wrapper.properties,true",
        ".mvn/extensions.xml,true",
        "app/go.sum,true",
        "requirements-dev.txt,true",
        "tools/fetch.sh,true",
        "scripts/more.py,true",
        "src/Main.java,false",
        "README.md,false",
        "tools/other.sh,false"
    })
    void theFilesThatDecideWhatIsFetchedAreThoseOfBuildsAndThoseThatCommandsName(
            String path, boolean decides) {
        var setup =
                List.of(
                        new SetupCommand("sh ./tools/fetch.sh --all", null),
                        new SetupCommand("cd scripts && python3 more.py", null));

        assertThat(BuildFiles.of(setup).test(path)).isEqualTo(decides);
    }

    @Test
    void aPolicyNamesItsOwn() {
        assertThat(setup("setup: [npm ci, ' make deps ']")).containsExactly("npm ci", "make deps");
        assertThat(setup("setup: []")).isEmpty();
        assertThat(setup("profile: standard")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"setup: npm ci", "setup: ['']", "setup: [[a]]", "setup: {run: a}"})
    void whatIsNoListOfCommandsIsSaid(String line) {
        assertThat(RepoPolicies.read("version: 1\n" + line))
                .isInstanceOfSatisfying(
                        RepoPolicy.Reading.Invalid.class,
                        it -> assertThat(it.problems()).first().asString().contains("setup"));
    }

    private static List<String> setup(String line) {
        var reading = RepoPolicies.read("version: 1\n" + line);
        return ((RepoPolicy.Reading.Valid) reading).policy().setup();
    }
}
