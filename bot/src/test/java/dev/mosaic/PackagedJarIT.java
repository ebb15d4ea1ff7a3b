package dev.mosaic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the jar that people get, and what must not be. */
class PackagedJarIT {
    private static final Path JAR = Path.of(System.getProperty("mosaic.jar"));
    // 45 MB of it are the client for models of Anthropic
    private static final long MOST_BYTES = 170L * 1024 * 1024;

    @TempDir Path temp;

    @Test
    void itCarriesTheStoresOfThisPlatformAndNoOther() throws IOException {
        assertThat(entries())
                .contains(
                        "BOOT-INF/classes/embedded/postgres.txz",
                        "BOOT-INF/classes/embedded/redis-server")
                .filteredOn(name -> name.contains("postgres.txz") || name.contains("redis-server"))
                .hasSize(2);
        assertThat(entries()).noneMatch(name -> name.matches(".*/embedded-(postgres|redis).*"));
        assertThat(Files.size(JAR)).isLessThan(MOST_BYTES);
    }

    @Test
    void itCarriesTheSample() throws IOException {
        assertThat(entries())
                .contains(
                        "BOOT-INF/classes/demo/script.yml",
                        "BOOT-INF/classes/demo/repository/.mosaic.yml",
                        "BOOT-INF/classes/application.yml");
    }

    @Test
    void itCarriesNothingThatIsForTestsOnly() throws IOException {
        assertThat(entries())
                .noneMatch(name -> name.matches(".*/(junit|assertj|mockito|archunit|jqwik).*"))
                .noneMatch(name -> name.contains("testkit") || name.endsWith("-tests.jar"));
    }

    @Test
    void itStartsAndSaysItsVersionWithoutAWarning() throws Exception {
        var output = temp.resolve("output");
        var process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-jar",
                                JAR.toString(),
                                "--version")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();

        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(output, StandardCharsets.UTF_8))
                .matches("mosaic \\d+\\.\\d+\\.\\d+\\S*\n");
    }

    private static List<String> entries() throws IOException {
        try (var jar = new JarFile(JAR.toFile())) {
            return jar.stream().map(entry -> entry.getName()).toList();
        }
    }
}
