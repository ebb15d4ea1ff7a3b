package dev.mosaic.stitcher.inspector.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports are written by the code under test: everything in them may be hostile. */
class ReportFilesTest {
    private static final String REPORT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites><testsuite name="a.T" tests="99" failures="0">
              <properties><property name="x" value="y"/></properties>
              <testcase classname="a.T" name="one" time="0.1"/>
              <testcase classname="a.T" name="two"><failure message="no">trace</failure></testcase>
              <testcase classname="a.T" name="three"><error/><system-out>x</system-out></testcase>
              <testcase classname="a.T" name="four"><skipped/></testcase>
              <testcase classname="a.T" name="one"/>
            </testsuite></testsuites>
            """;

    @TempDir Path folder;

    @Test
    void testsAreCountedOneByOneAndNotByTheSum() throws IOException {
        write("m/target/surefire-reports/TEST-a.T.xml", REPORT);

        var run = files().read();

        assertThat(run.passed()).containsExactlyInAnyOrder("a.T.one", "a.T.one #2");
        assertThat(run.failed()).containsExactlyInAnyOrder("a.T.two", "a.T.three");
        assertThat(run.skipped()).containsExactly("a.T.four");
        assertThat(run.executed()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "build/test-results/test/TEST-x.xml",
                "a/b/target/failsafe-reports/TEST-x.xml",
                ".mosaic-reports/pytest.xml",
                "out/deep/x.xml",
            })
    void theUsualPlacesAndThoseOfThePolicyAreRead(String path) throws IOException {
        write(path, REPORT);

        assertThat(files().read().executed()).isEqualTo(4);
    }

    @Test
    void otherFilesAreNoReports() throws IOException {
        write("src/test/resources/TEST-x.xml", REPORT);
        write("node_modules/m/target/surefire-reports/TEST-x.xml", REPORT);

        assertThat(files().read().isEmpty()).isTrue();
    }

    @Test
    void whatWasCommittedInTheirPlaceDoesNotCount() throws IOException {
        var stale = write("target/surefire-reports/TEST-a.T.xml", REPORT);

        files().clear();

        assertThat(stale).doesNotExist();
        assertThat(files().read().isEmpty()).isTrue();
    }

    @Test
    void linksAreFollowedNowhere(@TempDir Path outside) throws IOException {
        var secret = Files.writeString(outside.resolve("secret.xml"), REPORT);
        Files.createDirectories(folder.resolve("target/surefire-reports"));
        Files.createSymbolicLink(folder.resolve("target/surefire-reports/a.xml"), secret);
        Files.createDirectories(folder.resolve("m/target"));
        Files.createSymbolicLink(folder.resolve("m/target/surefire-reports"), outside);

        assertThat(files().read().isEmpty()).isTrue();
        files().clear();
        assertThat(secret).exists();
    }

    @Test
    void nothingIsFetched() throws IOException {
        var secret = write("secret.txt", "SECRET");
        write(
                "target/surefire-reports/a.xml",
                """
                <?xml version="1.0"?>
                <!DOCTYPE t [<!ENTITY x SYSTEM "%s">]>
                <testsuite><testcase classname="&x;" name="one">&x;</testcase></testsuite>
                """
                        .formatted(secret.toUri()));

        assertThat(files().read().isEmpty()).isTrue();
    }

    @Test
    void aBillionLaughsAreNoLaugh() throws IOException {
        var entities = new StringBuilder("<!ENTITY l0 \"lol\">");
        for (var i = 1; i < 30; i++) {
            entities.append("<!ENTITY l%d \"%s\">".formatted(i, ("&l" + (i - 1) + ";").repeat(10)));
        }
        write(
                "target/surefire-reports/a.xml",
                "<!DOCTYPE t [%s]><testsuite><testcase name=\"&l29;\"/></testsuite>"
                        .formatted(entities));

        Assertions.assertTimeout(
                Duration.ofSeconds(20), () -> assertThat(files().read().isEmpty()).isTrue());
    }

    @Test
    void aDeepReportEndsAtItsDepth() throws IOException {
        write("target/surefire-reports/a.xml", "<a>".repeat(100_000));

        assertThat(files().read().isEmpty()).isTrue();
    }

    @Test
    void aHugeReportIsPassedOver() throws IOException {
        write(
                "target/surefire-reports/a.xml",
                "<testsuite><testcase name=\"x\"/>" + " ".repeat(17 << 20) + "</testsuite>");

        assertThat(files().read().isEmpty()).isTrue();
    }

    @Test
    void manyTestsAreBoundedAndSaidToBe() throws IOException {
        var cases = new StringBuilder("<testsuite>");
        for (var i = 0; i < 60_000; i++) {
            cases.append("<testcase name=\"t").append(i).append("\"/>");
        }
        write("target/surefire-reports/a.xml", cases.append("</testsuite>").toString());

        var run = files().read();

        assertThat(run.executed()).isEqualTo(50_000);
        assertThat(run.whole()).isFalse();
        assertThat(run.covers(run)).isFalse();
    }

    private ReportFiles files() {
        return new ReportFiles(folder, List.of("out/**"));
    }

    private Path write(String path, String text) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
