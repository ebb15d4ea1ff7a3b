package dev.mosaic.stitcher.inspector.review;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reviewer said of a change, of the right form. Its texts are one line each, of characters
 * that are seen.
 *
 * @param confidence 0 to 1
 */
public record Opinion(boolean approves, BigDecimal confidence, List<Finding> findings) {
    /** From here on an approval counts. */
    public static final BigDecimal SURE = new BigDecimal("0.9");

    public Opinion {
        findings = List.copyOf(findings);
    }

    /** How much it matters. */
    public enum Severity {
        BLOCKER,
        MAJOR,
        MINOR
    }

    /**
     * @param file empty if it is about none
     * @param line null if it is about none
     */
    public record Finding(Severity severity, String file, @Nullable Integer line, String text) {}

    /** Whether it is sure of what it says. */
    public boolean isSure() {
        return confidence.compareTo(SURE) >= 0;
    }

    /** Whether it names something for which no change goes out. */
    public boolean hasBlocker() {
        return findings.stream().anyMatch(it -> it.severity() == Severity.BLOCKER);
    }

    /** Whether the change may go out. An approval beside a blocker says nothing. */
    public boolean letsThrough() {
        return approves && isSure() && !hasBlocker();
    }
}
