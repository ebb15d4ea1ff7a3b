package dev.mosaic.stitcher.secrets;

import java.util.HashSet;
import java.util.Set;

/**
 * What people let pass, in gitleaks' {@code .gitleaksignore}: a fingerprint a line, {@code
 * path:rule:line} or with a commit before it; {@code path:rule} lets the rule pass in the whole
 * file. A secret of Mosaic's own never passes.
 */
public final class Permits {
    /** The file at the root of a repository. */
    public static final String FILE = ".gitleaksignore";

    public static final Permits NONE = new Permits(Set.of());
    private static final String COMMENT = "gitleaks:allow";

    private final Set<String> fingerprints;

    private Permits(Set<String> fingerprints) {
        this.fingerprints = Set.copyOf(fingerprints);
    }

    public static Permits read(String ignoreFile) {
        var all = new HashSet<String>();
        ignoreFile
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> {
                    all.add(line);
                    // 40 digits and a colon: the same without the commit
                    all.add(line.matches("[0-9a-f]{40}:.*") ? line.substring(41) : line);
                });
        return new Permits(all);
    }

    public boolean allow(Finding finding) {
        return !finding.rule().equals(Finding.OWN)
                && (fingerprints.contains(finding.fingerprint())
                        || fingerprints.contains(finding.where() + ":" + finding.rule()));
    }

    /** As {@link #allow}, or by a comment {@code gitleaks:allow} in its line. */
    public boolean allow(Finding finding, Source source) {
        return allow(finding)
                || !finding.rule().equals(Finding.OWN)
                        && finding.line() > 0
                        && source.text()
                                .lines()
                                .skip(finding.line() - source.firstLine())
                                .findFirst()
                                .orElse("")
                                .contains(COMMENT);
    }
}
