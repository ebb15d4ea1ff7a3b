package dev.mosaic.stitcher.inspector.report;

import dev.mosaic.stitcher.inspector.report.TestRun.Collector;
import dev.mosaic.stitcher.inspector.report.TestRun.Collector.Result;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads tests from what a test program prints, line by line as it comes: {@code go test -json},
 * Rust's libtest, TAP, Node's spec reporter and Python's unittest. Every pattern takes time in
 * proportion to the line. Safe for the threads of a sandbox.
 */
public final class TestOutput {
    private static final int LONGEST = 16 * 1024;
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Pattern CARGO_TARGET =
            Pattern.compile("^\\s*(?:Running (?:unittests )?([^ ]+)|Doc-tests ([^ ]+)).*");
    private static final Pattern CARGO_TEST =
            Pattern.compile("^test ([^ ].*) \\.\\.\\. (ok|FAILED|ignored)(?:,.*)?$");
    private static final Pattern TAP = Pattern.compile("^ *(ok|not ok) \\d+(?: -)? ?(.*)$");
    private static final Pattern SPEC = Pattern.compile("^ *([✔✓✖✕﹣○]) (.*)$");
    private static final Pattern SPEC_TIME = Pattern.compile(" \\([0-9.]+ ?m?s\\)$");
    private static final Pattern UNITTEST =
            Pattern.compile("^(\\w+ \\([\\w.<>]+\\)) \\.\\.\\. (ok|FAIL|ERROR|skipped .*)$");

    private final Collector tests = new Collector();
    private String cargoTarget = "";
    private boolean over;

    /** One more line of output. */
    public synchronized void line(String line) {
        if (over || line.length() > LONGEST || line.isBlank()) {
            return;
        }
        if (line.charAt(0) == '{') {
            go(line);
        } else if (line.startsWith("test ")) {
            cargo(line);
        } else {
            other(line);
        }
    }

    /** What was told so far. */
    public TestRun run() {
        return tests.run();
    }

    private void go(String line) {
        try {
            var event = JSON.readTree(line);
            var test = event.path("Test").asString("");
            if (test.isEmpty()) {
                return;
            }
            var name = event.path("Package").asString("") + "." + test;
            switch (event.path("Action").asString("")) {
                case "pass" -> tests.add(name, Result.PASSED);
                case "fail" -> tests.add(name, Result.FAILED);
                case "skip" -> tests.add(name, Result.SKIPPED);
                default -> {}
            }
        } catch (JacksonException _) {
            // some other program's output
        }
    }

    private void cargo(String line) {
        var test = CARGO_TEST.matcher(line);
        if (test.matches()) {
            tests.add(
                    cargoTarget + " " + test.group(1),
                    switch (test.group(2)) {
                        case "ok" -> Result.PASSED;
                        case "ignored" -> Result.SKIPPED;
                        default -> Result.FAILED;
                    });
        }
    }

    private void other(String line) {
        var target = CARGO_TARGET.matcher(line);
        if (target.matches()) {
            cargoTarget = target.group(1) == null ? "doc " + target.group(2) : target.group(1);
            return;
        }
        // Node prints what failed a second time at its end
        over = line.strip().equals("✖ failing tests:");
        var tap = TAP.matcher(line);
        var spec = SPEC.matcher(line);
        var unittest = UNITTEST.matcher(line);
        if (tap.matches()) {
            tap(tap.group(1), tap.group(2));
        } else if (!over && spec.matches()) {
            spec(spec.group(1), SPEC_TIME.matcher(spec.group(2)).replaceFirst(""));
        } else if (unittest.matches()) {
            unittest(unittest.group(1), unittest.group(2));
        }
    }

    private void tap(String verdict, String rest) {
        var mark = rest.lastIndexOf(" # ");
        var name = mark < 0 ? rest : rest.substring(0, mark);
        var directive = mark < 0 ? "" : rest.substring(mark + 3);
        if (directive.regionMatches(true, 0, "skip", 0, 4)
                || directive.regionMatches(true, 0, "todo", 0, 4)) {
            tests.add(name, Result.SKIPPED);
        } else {
            tests.add(name, verdict.equals("ok") ? Result.PASSED : Result.FAILED);
        }
    }

    private void spec(String mark, String name) {
        switch (mark) {
            case "✔", "✓" -> tests.add(name, Result.PASSED);
            case "✖", "✕" -> tests.add(name, Result.FAILED);
            default -> tests.add(name, Result.SKIPPED);
        }
    }

    private void unittest(String name, String verdict) {
        tests.add(
                name,
                switch (verdict) {
                    case "ok" -> Result.PASSED;
                    case "FAIL", "ERROR" -> Result.FAILED;
                    default -> Result.SKIPPED;
                });
    }
}
