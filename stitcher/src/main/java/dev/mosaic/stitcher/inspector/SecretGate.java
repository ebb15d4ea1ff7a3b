package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.secrets.Finding;
import dev.mosaic.stitcher.secrets.Permits;
import dev.mosaic.stitcher.secrets.Scanner;
import dev.mosaic.stitcher.secrets.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * No secret leaves with a change: what it adds, the names of its files and its message are looked
 * at, before anything of it is run or published. What the base holds already is not the change's
 * fault, and what the base's {@code .gitleaksignore} names may stay; a comment or an ignore file
 * that the change itself brings lets nothing pass. Mosaic's own secrets never pass.
 */
@Component
@Order(0)
final class SecretGate implements HostGate {
    private static final int LARGEST_FILE = 10 << 20;
    private static final int LARGEST_OF_BASE = 1 << 20;
    private static final long MOST_OF_BASE = 64L << 20;
    private static final int MOST_REASONS = 20;

    private final Scanner scanner;

    SecretGate(Scanner scanner) {
        this.scanner = scanner;
    }

    @Override
    public String name() {
        return "secrets";
    }

    @Override
    public boolean mayBeSkipped() {
        return false;
    }

    @Override
    public Verdict inspect(HostChange change) throws InterruptedException {
        var added = change.mirror().additions(change.base(), change.commit(), LARGEST_FILE);
        var findings = new ArrayList<Finding>();
        for (var piece : added.pieces()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            findings.addAll(
                    scanner.scan(Source.bytes(piece.path(), piece.firstLine(), piece.bytes())));
        }
        findings.addAll(
                scanner.scan(
                        Source.named("commit message", change.mirror().message(change.commit()))));
        var reasons = new ArrayList<String>();
        withoutKnown(change, findings).stream().map(SecretGate::reason).forEach(reasons::add);
        added.tooLarge().stream().map(SecretGate::tooLarge).forEach(reasons::add);
        return reasons.isEmpty() ? new Verdict.Passed() : new Verdict.Rejected(cut(reasons));
    }

    /** The base is read only when something was found, and only for what was found. */
    private List<Finding> withoutKnown(HostChange change, List<Finding> findings) {
        if (findings.isEmpty()) {
            return findings;
        }
        var permits =
                change.mirror()
                        .text(change.base(), Permits.FILE, LARGEST_OF_BASE)
                        .map(Permits::read)
                        .orElse(Permits.NONE);
        var suspects = findings.stream().filter(it -> !permits.allow(it)).toList();
        var known = inBase(change, suspects);
        return suspects.stream()
                .filter(it -> it.rule().equals(Finding.OWN) || !known.contains(key(it)))
                .toList();
    }

    private Set<String> inBase(HostChange change, List<Finding> suspects) {
        var known = new HashSet<String>();
        var open = suspects.stream().map(SecretGate::key).collect(Collectors.toSet());
        if (open.isEmpty()) {
            return known;
        }
        var narrow = scanner.only(suspects.stream().map(Finding::rule).collect(Collectors.toSet()));
        var left = new long[] {MOST_OF_BASE};
        change.mirror()
                .files(
                        change.base(),
                        LARGEST_OF_BASE,
                        (path, bytes) -> {
                            left[0] -= bytes.length;
                            narrow.scan(Source.bytes(path, 1, bytes)).stream()
                                    .map(SecretGate::key)
                                    .filter(open::contains)
                                    .forEach(known::add);
                            return left[0] > 0 && known.size() < open.size();
                        });
        return known;
    }

    private static String key(Finding finding) {
        return finding.rule() + " " + finding.hash();
    }

    private static String reason(Finding finding) {
        return "%s holds a secret (rule %s, %s). Take it out of the change altogether, and have the program read it from its environment. Tests get made-up values."
                .formatted(shown(finding), finding.rule(), finding.hash());
    }

    /** A name that holds the secret is not repeated. */
    private static String shown(Finding finding) {
        return finding.line() == 0
                ? "The name of a file"
                : finding.place().replaceAll("[^\\x20-\\x7e]|`", "?");
    }

    private static String tooLarge(String path) {
        return "%s is larger than 10 MiB and cannot be searched for secrets. Leave it out of the change."
                .formatted(path.replaceAll("[^\\x20-\\x7e]|`", "?"));
    }

    private static List<String> cut(List<String> reasons) {
        if (reasons.size() <= MOST_REASONS) {
            return reasons;
        }
        var shown = new ArrayList<>(reasons.subList(0, MOST_REASONS));
        shown.add("And %d more places like these.".formatted(reasons.size() - MOST_REASONS));
        return shown;
    }
}
