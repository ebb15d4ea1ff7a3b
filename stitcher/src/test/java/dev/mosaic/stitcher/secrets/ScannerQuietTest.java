package dev.mosaic.stitcher.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.secrets.own.OwnSecrets;
import dev.mosaic.stitcher.secrets.rule.Rules;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is not found, and how fast: real Java sources, which the build copies from Maven Central's
 * source jars.
 */
class ScannerQuietTest {
    private static final Path JARS = Path.of("target/source-jars");
    private static final int LEAST_LINES = 300_000;
    private static final int FIVE_MEGABYTES = 5_000_000;

    private static final List<Source> SOURCES = new ArrayList<>();

    private final Scanner scanner = new Scanner(Rules.builtIn(), new OwnSecrets());

    @BeforeAll
    static void readTheJars() throws IOException {
        assertThat(JARS).as("copied by `./mvnw process-test-resources -pl stitcher`").isDirectory();
        try (var jars = Files.newDirectoryStream(JARS, "*-sources.jar")) {
            for (var jar : jars) {
                read(jar);
            }
        }
    }

    private static void read(Path jar) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            for (var entry : zip.stream().filter(it -> it.getName().endsWith(".java")).toList()) {
                var text =
                        new String(
                                zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                SOURCES.add(Source.lines(entry.getName(), 1, text));
            }
        }
    }

    @Test
    void realSourcesHoldAtMostOneFalseFindIn100000Lines() {
        var lines = SOURCES.stream().mapToLong(it -> it.text().lines().count()).sum();
        var start = System.nanoTime();
        var findings = scanner.scan(SOURCES);
        var millis = (System.nanoTime() - start) / 1_000_000;
        System.out.printf(
                "secrets: %d false finds in %,d lines of %,d files (%,d ms)%n",
                findings.size(), lines, SOURCES.size(), millis);
        findings.forEach(it -> System.out.println("  " + it.rule() + " " + it.place()));
        assertThat(lines).isGreaterThan(LEAST_LINES);
        assertThat(findings.size()).isLessThanOrEqualTo((int) (lines / 100_000));
    }

    private static long onCore() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Test
    void diffOfFiveMegabytesIsScannedInSeconds() {
        var text = new StringBuilder();
        for (var source : SOURCES) {
            if (text.length() < FIVE_MEGABYTES) {
                text.append(source.text());
            }
        }
        var diff = Source.lines("Large.java", 1, text.toString());
        scanner.scan(diff);
        var start = System.nanoTime();
        var startOnCore = onCore();
        scanner.scan(diff);
        var millis = (System.nanoTime() - start) / 1_000_000;
        var millisOnCore = (onCore() - startOnCore) / 1_000_000;
        System.out.printf(
                "secrets: %,d characters scanned in %,d ms, %,d of them on a core%n",
                text.length(), millis, millisOnCore);
        // the goal is 2 s; a slow machine may take longer, a quadratic scan takes minutes
        assertThat(millisOnCore).isLessThan(20_000);
    }
}
