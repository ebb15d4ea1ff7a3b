package dev.mosaic.stitcher.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.inspector.BaseResults.Before;
import dev.mosaic.stitcher.inspector.report.TestRun;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When reports may soften what an exit code says, and when they make it harder. */
class TestJudgeTest {
    private static final TestRun BASE = run(Set.of("a", "b"), Set.of("old"));
    private static final Gate.Finding ZERO =
            new Gate.Finding(new Verdict.Passed(), 0, 1, "");
    private static final Gate.Finding ONE =
            new Gate.Finding(new Verdict.Rejected(List.of("exit code 1")), 1, 1, "");

    private int asked;

    @Test
    void exitCodeZeroWithReportsPassesWithItsCounts() throws Exception {
        var verdict = judge(false).judge(ZERO, run(Set.of("a", "b"), Set.of()));

        assertThat(((Verdict.Passed) verdict).remarks()).containsExactly(
                "2 tests ran, 0 failed, 0 skipped");
        assertThat(asked).as("runs of the base").isZero();
    }

    @Test
    void withoutReportsTheExitCodeDecides() throws Exception {
        assertThat(judge(true).judge(ZERO, TestRun.NONE)).isInstanceOf(Verdict.Passed.class);
        assertThat(judge(true).judge(ONE, TestRun.NONE)).isEqualTo(ONE.verdict());
        assertThat(asked).isZero();
    }

    @Test
    void whatFailedBeforeIsNotHeldAgainstTheChange() throws Exception {
        var verdict = judge(false).judge(ONE, run(Set.of("a", "b", "new"), Set.of("old")));

        assertThat(((Verdict.Passed) verdict).remarks().getLast())
                .contains("1 test failed that fails on the base too")
                .contains("`old`");
    }

    @Test
    void whatFailsAnewRejectsAndIsToldApart() throws Exception {
        var verdict = judge(false).judge(ONE, run(Set.of("a"), Set.of("old", "b")));

        assertThat(((Verdict.Rejected) verdict).reasons())
                .contains("Failed: `b`.")
                .anySatisfy(reason -> assertThat(reason).contains("is not yours: `old`"));
    }

    @Test
    void aReportThatLeavesTestsOutSoftensNothing() throws Exception {
        assertThat(judge(false).judge(ONE, run(Set.of("a"), Set.of("old"))))
                .isInstanceOf(Verdict.Rejected.class);
        assertThat(judge(false).judge(ONE, run(Set.of("a", "c"), Set.of("old"))))
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void anotherExitCodeThanBeforeSoftensNothing() throws Exception {
        var two = new Gate.Finding(ONE.verdict(), 2, 1, "");

        assertThat(judge(false).judge(two, run(Set.of("a", "b"), Set.of("old"))))
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void aBaseThatCannotBeKnownSoftensNothing() throws Exception {
        var judge = new TestJudge(() -> null, false, false);

        assertThat(judge.judge(ONE, run(Set.of("a", "b"), Set.of("old"))))
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void exitCodeZeroDoesNotHideATestThatFails() throws Exception {
        assertThat(judge(false).judge(ZERO, run(Set.of("a"), Set.of("b"))))
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void testsMayNotVanish() throws Exception {
        var verdict = judge(true).judge(ZERO, run(Set.of("a"), Set.of()));

        assertThat(((Verdict.Rejected) verdict).reasons().getFirst())
                .contains("3 tests ran on the base and 1 run now")
                .contains("missing: `b`");
    }

    @Test
    void aTestMayBeRenamed() throws Exception {
        assertThat(judge(true).judge(ZERO, run(Set.of("a", "c", "old"), Set.of())))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void underTheMinimalProfileItIsOnlySaid() throws Exception {
        var judge = new TestJudge(this::base, true, true);

        var verdict = (Verdict.Passed) judge.judge(ZERO, run(Set.of("a"), Set.of()));

        assertThat(verdict.remarks().getLast()).contains("3 tests ran on the base");
    }

    @Test
    void namesAreShownHarmless() throws Exception {
        var evil = "x`@all\n" + "y".repeat(500);

        var verdict = judge(false).judge(ONE, run(Set.of("a", "b"), Set.of("old", evil)));

        assertThat(String.join(" ", ((Verdict.Rejected) verdict).reasons()))
                .doesNotContain("\n")
                .doesNotContain("`@all");
    }

    private TestJudge judge(boolean touchesTests) {
        return new TestJudge(this::base, touchesTests, false);
    }

    private Before base() {
        asked++;
        return new Before(1, BASE);
    }

    private static TestRun run(Set<String> passed, Set<String> failed) {
        return new TestRun(passed, failed, Set.of(), true);
    }
}
