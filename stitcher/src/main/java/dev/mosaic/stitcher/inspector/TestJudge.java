package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.inspector.BaseResults.Before;
import dev.mosaic.stitcher.inspector.report.TestRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Weighs what tests tell against the exit code of their gate. The exit code decides first; reports
 * come from the code under test, so they can only make a verdict milder where they say of every
 * test that ran on the base how it went now, and nothing failed that did not fail there.
 */
final class TestJudge {
    private static final int SHOWN = 10;
    private static final int LONGEST = 200;

    private final Baseline baseline;
    private final boolean touchesTests;
    private final boolean mayVanish;

    /**
     * @param touchesTests true if the change alters a file by which tests can vanish
     * @param mayVanish true where fewer tests are only remarked
     */
    TestJudge(Baseline baseline, boolean touchesTests, boolean mayVanish) {
        this.baseline = baseline;
        this.touchesTests = touchesTests;
        this.mayVanish = mayVanish;
    }

    /** Runs the gate on the base, or remembers how it went there. */
    interface Baseline {
        /** Null if it cannot be known. */
        @Nullable Before get() throws InterruptedException;
    }

    /** @param plain what the exit code alone says */
    Verdict judge(Gate.Finding plain, TestRun now) throws InterruptedException {
        return switch (plain.verdict()) {
            case Verdict.Broken broken -> broken;
            case Verdict.Held held -> held;
            case Verdict.Passed _ -> ended(now);
            case Verdict.Rejected rejected ->
                    plain.exit() == null || now.failed().isEmpty()
                            ? rejected
                            : failed(rejected, plain.exit(), now);
        };
    }

    /** Exit code zero. */
    private Verdict ended(TestRun now) throws InterruptedException {
        if (now.isEmpty()) {
            return new Verdict.Passed(
                    List.of("no test report was found, so the exit code alone decided"));
        }
        var before = touchesTests || !now.failed().isEmpty() ? baseline.get() : null;
        var fresh = fresh(now, before);
        if (!fresh.isEmpty()) {
            return new Verdict.Rejected(
                    List.of(
                            "The command ended well, but its reports tell of %s: %s."
                                    .formatted(count(fresh.size(), "failed test"), named(fresh))));
        }
        var remarks = new ArrayList<String>();
        remarks.add(counts(now));
        if (before != null && now.executed() < before.tests().executed()) {
            var vanished = vanished(now, before);
            if (!mayVanish) {
                return new Verdict.Rejected(List.of(vanished));
            }
            remarks.add(vanished);
        }
        return new Verdict.Passed(remarks);
    }

    /** Another exit code, and tests that failed. */
    private Verdict failed(Verdict.Rejected plain, int exit, TestRun now)
            throws InterruptedException {
        var before = baseline.get();
        var fresh = fresh(now, before);
        var known = now.failed().stream().filter(test -> !fresh.contains(test)).sorted().toList();
        if (before != null
                && fresh.isEmpty()
                && exit == before.exit()
                && now.covers(before.tests())) {
            return new Verdict.Passed(
                    List.of(
                            counts(now),
                            "%s failed that %s on the base too, so not by this change: %s"
                                    .formatted(
                                            count(known.size(), "test"),
                                            known.size() == 1 ? "fails" : "fail",
                                            named(known))));
        }
        var reasons = new ArrayList<>(plain.reasons());
        if (!fresh.isEmpty()) {
            reasons.add("Failed: %s.".formatted(named(fresh)));
        }
        if (!known.isEmpty()) {
            reasons.add("Failed before this change too, and is not yours: " + named(known) + ".");
        }
        if (before != null && fresh.isEmpty() && !now.covers(before.tests())) {
            reasons.add(vanished(now, before));
        }
        return new Verdict.Rejected(reasons);
    }

    private static List<String> fresh(TestRun now, @Nullable Before before) {
        return now.failed().stream()
                .filter(test -> before == null || !before.tests().failed().contains(test))
                .sorted()
                .toList();
    }

    private static String vanished(TestRun now, Before before) {
        var gone =
                before.tests().passed().stream()
                        .filter(test ->
                                !now.passed().contains(test) && !now.failed().contains(test))
                        .sorted()
                        .toList();
        return "%d tests ran on the base and %d run now. A change may not delete or skip tests%s. Bring them back, or ask for their removal with `profile=minimal`."
                .formatted(
                        before.tests().executed(),
                        now.executed(),
                        gone.isEmpty() ? "" : "; missing: " + named(gone));
    }

    private static String counts(TestRun now) {
        return "%s ran, %d failed, %d skipped"
                .formatted(
                        count(now.executed(), "test"), now.failed().size(), now.skipped().size());
    }

    private static String count(int count, String what) {
        return count == 1 ? "1 " + what : "%,d %ss".formatted(count, what);
    }

    /** Names come from the code under test. */
    private static String named(Collection<String> tests) {
        var shown =
                tests.stream()
                        .limit(SHOWN)
                        .map(TestJudge::printable)
                        .collect(Collectors.joining(", "));
        return tests.size() <= SHOWN ? shown : shown + " and " + (tests.size() - SHOWN) + " more";
    }

    private static String printable(String test) {
        var line = test.replaceAll("[\\p{Cntrl}\\p{Cf}`]+", "?");
        return "`%s`".formatted(line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line);
    }
}
