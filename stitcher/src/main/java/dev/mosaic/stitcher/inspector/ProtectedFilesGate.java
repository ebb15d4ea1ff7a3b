package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.policy.PathGlob;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Lets no change of what governs machines and agents go out unseen: a person must approve it, or it
 * is sent back where the repository wishes so. A rename is a removal and an addition, so both of
 * its names are looked at.
 */
@Component
@Order(20)
final class ProtectedFilesGate implements HostGate {
    private static final int SHOWN = 10;
    private static final int LONGEST = 120;

    @Override
    public String name() {
        return "protected";
    }

    /** No: such a file would run with rights that whoever asked may not have. */
    @Override
    public boolean mayBeSkipped() {
        return false;
    }

    @Override
    public Verdict inspect(HostChange change) {
        var protection = change.policy().safeguards().protection();
        var globs = protection.paths().stream().map(PathGlob::new).toList();
        var touched =
                change.files().stream()
                        .map(FileChange::path)
                        .filter(path ->
                                ProtectedFiles.contains(path)
                                        || globs.stream().anyMatch(glob -> glob.matches(path)))
                        .toList();
        if (touched.isEmpty()) {
            return new Verdict.Passed();
        }
        return protection.reject()
                ? new Verdict.Rejected(
                        List.of(
                                "The change touches protected files, which this repository does not accept: %s. Leave them as they are."
                                        .formatted(named(touched))))
                : new Verdict.Held(
                        List.of(
                                "It changes files that govern builds, gates or agents: %s."
                                        .formatted(named(touched))));
    }

    private static String named(List<String> paths) {
        var shown =
                paths.stream()
                        .limit(SHOWN)
                        .map(ProtectedFilesGate::printable)
                        .collect(Collectors.joining(", "));
        return paths.size() <= SHOWN
                ? shown
                : "%s and %d more".formatted(shown, paths.size() - SHOWN);
    }

    private static String printable(String path) {
        var line = path.replaceAll("[\\p{Cntrl}\\p{Cf}`]+", "?");
        return "`%s`".formatted(line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line);
    }
}
