package dev.mosaic.stitcher.inspector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mosaic.stitcher.inspector.report.ReportFiles;
import dev.mosaic.stitcher.inspector.report.TestOutput;
import dev.mosaic.stitcher.inspector.report.TestRun;
import dev.mosaic.stitcher.policy.GateDetection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gates as they are found, really executed on a small repository of several modules in which one
 * test passes in each, one of them fails and another is skipped. A tool that this machine does not
 * have is skipped by name.
 */
class DetectedGatesTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "gates");

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "maven, mvn --version",
        "gradle, gradle --version",
        "npm, npm --version",
        "go, go version",
        "cargo, cargo --version",
        "pytest, python3 -m pytest --version",
        "unittest, python3 --version",
    })
    void foundGatesTellEveryTest(String fixture, String tool) throws Exception {
        var found = detect(fixture);
        assertThat(found.gates().getFirst().name()).isEqualTo("test");
        assumeTrue(
                run(tool, new TestOutput()).exit() == 0,
                "`%s` is not on this machine: the gates of %s were found, but not executed"
                        .formatted(tool, fixture));
        copy(FIXTURES.resolve(fixture));
        var files = new ReportFiles(folder, List.of());
        var output = new TestOutput();

        files.clear();
        var ended = run(found.gates().getFirst().run(), output);

        if (ended.output().contains("offline mode")) {
            abort("%s needs more than this machine holds: %s".formatted(fixture, ended.output()));
        }
        var told = files.read();
        check(fixture, ended, told.isEmpty() ? output.run() : told);
    }

    private static void check(String fixture, Ended ended, TestRun run) {
        assertThat(ended.exit()).as(ended.output()).isNotZero();
        assertThat(run.passed()).as(fixture + ": " + ended.output()).hasSize(2);
        assertThat(run.failed()).singleElement().asString().containsIgnoringCase("old");
        assertThat(run.skipped()).hasSize(1);
    }

    private static GateDetection.Detected detect(String fixture) throws IOException {
        var root = FIXTURES.resolve(fixture);
        try (var all = Files.walk(root)) {
            var paths =
                    all.filter(Files::isRegularFile)
                            .map(file -> root.relativize(file).toString())
                            .toList();
            return GateDetection.detect(paths, path -> Optional.of(text(root.resolve(path))));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void copy(Path from) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (var file : all.toList()) {
                var to = folder.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
    }

    private record Ended(int exit, String output) {}

    private Ended run(String line, TestOutput reader) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("sh", "-c", line);
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        output.lines().forEach(reader::line);
        return new Ended(process.waitFor(), output);
    }
}
