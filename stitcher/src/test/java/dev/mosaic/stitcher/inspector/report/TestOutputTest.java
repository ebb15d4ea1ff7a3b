package dev.mosaic.stitcher.inspector.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class TestOutputTest {
    @Test
    void goTellsInJson() {
        var run =
                read(
                        """
                        {"Action":"start","Package":"ex/a"}
                        {"Action":"run","Package":"ex/a","Test":"TestOne"}
                        {"Action":"output","Package":"ex/a","Test":"TestOne","Output":"ok\\n"}
                        {"Action":"pass","Package":"ex/a","Test":"TestOne","Elapsed":0}
                        {"Action":"fail","Package":"ex/a","Test":"TestTwo"}
                        {"Action":"skip","Package":"ex/b","Test":"TestOne"}
                        {"Action":"fail","Package":"ex/a"}
                        {not json
                        """);

        assertThat(run.passed()).containsExactly("ex/a.TestOne");
        assertThat(run.failed()).containsExactly("ex/a.TestTwo");
        assertThat(run.skipped()).containsExactly("ex/b.TestOne");
    }

    @Test
    void rustTellsInLines() {
        var run =
                read(
                        """
                             Running unittests src/lib.rs (target/debug/deps/core-1f2e)
                        running 3 tests
                        test tests::adds ... ok
                        test tests::slow ... ignored, takes long
                        test tests::old ... FAILED
                           Doc-tests core
                        test src/lib.rs - f (line 3) ... ok
                        test result: FAILED. 1 passed; 1 failed; 1 ignored
                        """);

        assertThat(run.passed())
                .containsExactlyInAnyOrder(
                        "src/lib.rs tests::adds", "doc core src/lib.rs - f (line 3)");
        assertThat(run.failed()).containsExactly("src/lib.rs tests::old");
        assertThat(run.skipped()).containsExactly("src/lib.rs tests::slow");
    }

    @Test
    void tapIsRead() {
        var run =
                read(
                        """
                        TAP version 13
                        # Subtest: adds
                        ok 1 - adds
                        not ok 2 - old
                        ok 3 - later # SKIP not now
                        not ok 4 - some day # TODO
                        1..4
                        """);

        assertThat(run.passed()).containsExactly("adds");
        assertThat(run.failed()).containsExactly("old");
        assertThat(run.skipped()).containsExactlyInAnyOrder("later", "some day");
    }

    @Test
    void nodesOwnReporterIsReadOnce() {
        var run =
                read(
                        """
                        ✔ adds (0.5ms)
                        ✖ old (1.25ms)
                        ﹣ later (0.1ms) # SKIP
                        ℹ tests 3
                        ✖ failing tests:

                        ✖ old (1.25ms)
                        """);

        assertThat(run.passed()).containsExactly("adds");
        assertThat(run.failed()).containsExactly("old");
        assertThat(run.skipped()).hasSize(1);
    }

    @Test
    void pythonsUnittestIsRead() {
        var run =
                read(
                        """
                        test_adds (test_a.TestA.test_adds) ... ok
                        test_old (test_a.TestA.test_old) ... FAIL
                        test_later (test_a.TestA.test_later) ... skipped 'later'
                        Ran 3 tests in 0.001s
                        """);

        assertThat(run.executed()).isEqualTo(2);
        assertThat(run.failed()).containsExactly("test_old (test_a.TestA.test_old)");
    }

    @Test
    void noLineTakesLong() {
        Assertions.assertTimeout(
                Duration.ofSeconds(10),
                () -> {
                    read("test " + "... ok ".repeat(2_000));
                    read(" ".repeat(16_000) + "x");
                    read("a".repeat(16_000) + " (");
                    read("✔ " + " (1".repeat(5_000));
                });
    }

    private static TestRun read(String output) {
        var reader = new TestOutput();
        output.lines().forEach(reader::line);
        return reader.run();
    }
}
