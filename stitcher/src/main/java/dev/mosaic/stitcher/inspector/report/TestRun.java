package dev.mosaic.stitcher.inspector.report;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The tests that one run of a gate told of, by name. Names come from outside and are cut, but not
 * cleaned.
 *
 * @param whole false if there were more tests than anybody needs, and the rest was not read
 */
public record TestRun(
        Set<String> passed, Set<String> failed, Set<String> skipped, boolean whole) {
    public static final TestRun NONE = new TestRun(Set.of(), Set.of(), Set.of(), true);

    public TestRun {
        passed = Set.copyOf(passed);
        failed = Set.copyOf(failed);
        skipped = Set.copyOf(skipped);
    }

    /** How many really ran. */
    public int executed() {
        return passed.size() + failed.size();
    }

    public boolean isEmpty() {
        return passed.isEmpty() && failed.isEmpty() && skipped.isEmpty();
    }

    /** True if every test that ran there ran here too. */
    public boolean covers(TestRun other) {
        return whole
                && other.whole
                && other.passed.stream().allMatch(this::ran)
                && other.failed.stream().allMatch(this::ran);
    }

    private boolean ran(String test) {
        return passed.contains(test) || failed.contains(test);
    }

    /** Collects the tests of a run, one after the other. For one thread at a time. */
    static final class Collector {
        private static final int MOST = 50_000;
        private static final int LONGEST = 300;

        private final Set<String> passed = new LinkedHashSet<>();
        private final Set<String> failed = new LinkedHashSet<>();
        private final Set<String> skipped = new LinkedHashSet<>();
        private final Set<String> names = new LinkedHashSet<>();
        private boolean whole = true;

        /** What became of a test. */
        enum Result {
            PASSED,
            FAILED,
            SKIPPED
        }

        synchronized void add(String name, Result result) {
            if (names.size() >= MOST) {
                whole = false;
                return;
            }
            var unique = unique(name.length() > LONGEST ? name.substring(0, LONGEST) : name);
            switch (result) {
                case PASSED -> passed.add(unique);
                case FAILED -> failed.add(unique);
                case SKIPPED -> skipped.add(unique);
            }
        }

        /** The same name again is another test: a parameter that its name does not show. */
        private String unique(String name) {
            var candidate = name;
            for (var i = 2; !names.add(candidate); i++) {
                candidate = name + " #" + i;
            }
            return candidate;
        }

        synchronized TestRun run() {
            return new TestRun(passed, failed, skipped, whole);
        }
    }
}
