package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import dev.mosaic.stitcher.sandbox.egress.RegistryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A project of several Maven modules, whose gates run a real Maven in containers without a network.
 * What it needs comes from a registry over the files that this build itself was made of.
 */
@Timeout(300)
@ExtendWith(LocalEngine.class)
class BuildStoryTest {
    private static final Path PACKAGES =
            Path.of(
                    System.getProperty(
                            "localRepository",
                            System.getProperty("user.home") + "/.m2/repository"));
    private static final String PLUGINS = "org/apache/maven/plugins/maven-%s-plugin";

    private static final RegistryServer registry = registry();

    @RegisterExtension static final MosaicWorld world = new MosaicWorld(settings());

    private static final String TEST =
            """
            package app;

            import static org.junit.jupiter.api.Assertions.assertEquals;

            import org.junit.jupiter.api.Test;

            class PriceTest {
                @Test
                void aPriceIsASum() {
                    assertEquals(7, new Price().of(3, 4));
                }
            }
            """;

    @Test
    void gatesBuildOfflineWithWhatTheSetupFetchedOnceThroughTheMirror() {
        Assumptions.assumeTrue(
                LocalEngine.settingsWithMaven().isPresent(),
                "MAVEN IN CONTAINERS IS NOT TESTED: there is none to make an image of");
        world.script(
                """
                rounds:
                  - turns:
                      - run: |
                          sed -i 's/a \\* b/a + b/' core/src/main/java/core/Sum.java
                          mvn -B -q -o compile
                """);
        var place = world.repository(project());

        var first = place.fix(person(), place.issue("Prices are too high"), "");

        assertThat(world.awaitOver(first))
                .satisfies(it ->
                        assertThat(it.status()).as(it.error()).isEqualTo(JobStatus.COMPLETED));
        assertThat(setups(first)).singleElement().asString().contains("mvn -B -ntp -fn test");
        var fetched = registry.downloads();
        assertThat(fetched).isGreaterThan(50);
        assertThat(registry.seen())
                .extracting(RegistryServer.Seen::method)
                .containsOnly("GET")
                .hasSizeGreaterThanOrEqualTo(fetched);
        assertThat(world.events(first, JobEvent.GatePassed.class))
                .anySatisfy(it -> assertThat(it.command()).isEqualTo("mvn -B -ntp -fae test"));
        var pull = new IssueRef(place.repo().ref(), world.job(first).outcome().pullRequest());
        assertThat(world.bean(Forges.class).of(place.repo().ref()).pullRequest(pull).block().body())
                .contains("mvn -B -ntp -fae test", "container of their own");

        world.script(
                """
                rounds:
                  - turns:
                      - run: sed -i 's/a \\* b/a + b/' core/src/main/java/core/Sum.java
                """);

        var second = place.fix(person(), place.issue("Prices are too high again"), "");

        assertThat(world.awaitOver(second))
                .satisfies(it ->
                        assertThat(it.status()).as(it.error()).isEqualTo(JobStatus.COMPLETED));
        assertThat(setups(second)).isEmpty();
        assertThat(registry.downloads()).isEqualTo(fetched);
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    @Test
    void aSetupThatFailsFailsTheJobAtOnceAndSaysWhatItPrinted() {
        var policy =
                """
                version: 1
                setup: ["echo fetching; echo no such thing as left-pad >&2; exit 9"]
                gates: {test: "true"}
                """;
        var place = world.repository(Map.of(".mosaic.yml", policy, "README.md", "App\n"));

        var over = world.awaitOver(place.fix(person(), place.issue("Anything"), ""));

        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.delayCount()).isZero();
        assertThat(over.error())
                .contains("exit code 9", "no such thing as left-pad", "`setup` in .mosaic.yml");
        world.assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "kill"})
    void aSetupThatNeverEndsIsGoneWhenItsJobIsStopped(String command) {
        var policy =
                """
                version: 1
                setup: ["trap '' TERM INT HUP; (setsid sleep 900 &); while :; do sleep 1; done"]
                gates: {test: "true"}
                """;
        var place = world.repository(Map.of(".mosaic.yml", policy, "README.md", "App\n"));
        var person = person();
        var issue = place.issue("Never begins");
        var job = place.fix(person, issue, "");
        await().atMost(MosaicWorld.PATIENCE).until(() -> LocalEngine.runningOf(node()) > 0);

        place.says(person, "@mosaic %s #%d".formatted(command, issue.ref().number()));

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    @Test
    void agentAndGateHaveEachTheServiceThatTheRepositoryNeeds() {
        world.script(
                """
                rounds:
                  - turns:
                      - run: |
                          test "$(echo kept | nc -w 20 127.0.0.1 7777)" = 1
                          echo kept | nc -w 20 127.0.0.1 7777 > answer.txt
                """);
        var policy =
                """
                version: 1
                setup: []
                gates:
                  test: test "$(cat answer.txt)" = 2 && test "$(echo new | nc -w 20 127.0.0.1 7777)" = 1
                services:
                  db:
                    image: box
                    port: 7777
                    environment: {KEPT: /tmp/kept}
                    command: [nc, -ll, -p, "7777", -e, sh, -c, "read l; echo $l >> $KEPT; wc -l < $KEPT"]
                """;
        var place = world.repository(Map.of(".mosaic.yml", policy, "README.md", "App\n"));

        var job = place.fix(person(), place.issue("Ask the database"), "");

        assertThat(world.awaitOver(job))
                .satisfies(it ->
                        assertThat(it.status()).as(it.error()).isEqualTo(JobStatus.COMPLETED));
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    @Test
    void aServiceThatEndsAtOnceFailsTheJobWithItsLogAndWithoutItsSecrets() {
        var policy =
                """
                version: 1
                setup: []
                gates: {test: "true"}
                services:
                  db: {image: box, port: 7777, command: [sh, -c, "echo no such table, key ghp_%s; exit 9"]}
                """
                        .formatted("x1Y2z3A4b5C6d7E8f9G0h1I2j3K4l5M6n7O8");
        var place = world.repository(Map.of(".mosaic.yml", policy, "README.md", "App\n"));

        var over = world.awaitOver(place.fix(person(), place.issue("Anything"), ""));

        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.delayCount()).isZero();
        assertThat(over.error())
                .contains("service `db`", "exit code 9", "no such table", ".mosaic.yml")
                .doesNotContain("x1Y2z3A4");
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "kill"})
    void aServiceThatIsNeverReadyIsGoneWhenItsJobIsStopped(String command) {
        var policy =
                """
                version: 1
                setup: []
                gates: {test: "true"}
                services:
                  db: {image: box, port: 7777, within: 10m, command: [sh, -c, "trap '' TERM; exec sleep 900"]}
                """;
        var place = world.repository(Map.of(".mosaic.yml", policy, "README.md", "App\n"));
        var person = person();
        var issue = place.issue("Never ready");
        var job = place.fix(person, issue, "");
        await().atMost(MosaicWorld.PATIENCE).until(() -> LocalEngine.runningOf(node()) > 1);

        place.says(person, "@mosaic %s #%d".formatted(command, issue.ref().number()));

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    /** What was told of setups. */
    private static List<String> setups(JobId job) {
        return world.events(job, JobEvent.StepProgress.class).stream()
                .map(JobEvent.StepProgress::note)
                .filter(it -> it.contains("setup"))
                .toList();
    }

    private static Map<String, String> project() {
        return Map.of(
                "pom.xml",
                """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>story</groupId>
                  <artifactId>all</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <modules><module>core</module><module>app</module></modules>
                  <properties>
                    <maven.compiler.source>25</maven.compiler.source>
                    <maven.compiler.target>25</maven.compiler.target>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <build>
                    <pluginManagement>
                      <plugins>
                        <plugin><artifactId>maven-resources-plugin</artifactId><version>%s</version></plugin>
                        <plugin><artifactId>maven-compiler-plugin</artifactId><version>%s</version></plugin>
                        <plugin><artifactId>maven-surefire-plugin</artifactId><version>%s</version></plugin>
                      </plugins>
                    </pluginManagement>
                  </build>
                </project>
                """
                        .formatted(
                                newest(PLUGINS.formatted("resources")),
                                newest(PLUGINS.formatted("compiler")),
                                newest(PLUGINS.formatted("surefire"))),
                "core/pom.xml",
                module("core", ""),
                "core/src/main/java/core/Sum.java",
                "package core;\n\npublic class Sum {\n    public int of(int a, int b) {\n        return a * b;\n    }\n}\n",
                "app/pom.xml",
                module(
                        "app",
                        """
                        <dependency><groupId>story</groupId><artifactId>core</artifactId><version>1</version></dependency>
                        <dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>%s</version><scope>test</scope></dependency>
                        """
                                .formatted(newest("org/junit/jupiter/junit-jupiter"))),
                "app/src/main/java/app/Price.java",
                "package app;\n\npublic class Price {\n    public int of(int a, int b) {\n        return new core.Sum().of(a, b);\n    }\n}\n",
                "app/src/test/java/app/PriceTest.java",
                TEST,
                ".mvn/jvm.config",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC\n",
                ".gitignore",
                "target/\n",
                ".mosaic.yml",
                "version: 1\n");
    }

    private static String module(String name, String dependencies) {
        return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <parent><groupId>story</groupId><artifactId>all</artifactId><version>1</version></parent>
          <artifactId>%s</artifactId>
          <dependencies>
            %s
          </dependencies>
        </project>
        """
                .formatted(name, dependencies);
    }

    /** The newest version whose files this machine has. */
    private static String newest(String artifact) {
        try (var found = Files.list(PACKAGES.resolve(artifact))) {
            return found.filter(BuildStoryTest::hasJar)
                    .map(it -> it.getFileName().toString())
                    .max(Comparator.comparing(BuildStoryTest::numbers))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String numbers(String version) {
        return Stream.of(version.split("[^0-9]+"))
                .map(it -> "%6s".formatted(it))
                .collect(Collectors.joining("."));
    }

    private static boolean hasJar(Path version) {
        try (var files = Files.list(version)) {
            return files.anyMatch(it -> it.toString().endsWith(".jar"));
        } catch (IOException e) {
            return false;
        }
    }

    private static RegistryServer registry() {
        try {
            return new RegistryServer(PACKAGES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void close() {
        registry.close();
    }

    private static String[] settings() {
        return Stream.concat(
                        Stream.of(LocalEngine.settingsWithMaven().orElseGet(LocalEngine::settings)),
                        Stream.concat(
                                registry.settings("central", "maven").stream(),
                                Stream.of(LocalEngine.service("box"))))
                .toArray(String[]::new);
    }

    private static String node() {
        return world.bean(Node.class).id();
    }

    private static String person() {
        return "person-" + UUID.randomUUID();
    }
}
