package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.policy.SizeSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Refuses a change that nobody would read. */
@Component
@Order(10)
final class SizeGate implements HostGate {
    private static final String SPLIT =
            "Split this: make the smallest part that stands by itself, and name the rest for an issue of its own. `limits.%s` in .mosaic.yml and `mosaic.size.%s` allow more.";

    private final SizeSettings settings;

    SizeGate(SizeSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "size";
    }

    @Override
    public boolean mayBeSkipped() {
        return true;
    }

    @Override
    public Verdict inspect(HostChange change) {
        var own = change.policy().safeguards().size();
        var files = change.files();
        var reasons = new ArrayList<String>();
        check(reasons, "files", files.size(), least(own.files(), settings.files()));
        check(reasons, "lines", lines(files), least(own.lines(), settings.lines()));
        if (reasons.isEmpty()) {
            var paths = files.stream().map(FileChange::path).toList();
            var bytes = change.mirror().bytes(change.commit(), paths);
            check(reasons, "bytes", bytes, least(own.bytes(), settings.bytes().toBytes()));
        }
        return reasons.isEmpty() ? new Verdict.Passed() : new Verdict.Rejected(reasons);
    }

    private static void check(List<String> reasons, String what, long is, long most) {
        if (is > most) {
            reasons.add(
                    "The change has %,d %s, and at most %,d are accepted. %s"
                            .formatted(is, what, most, SPLIT.formatted(what, what)));
        }
    }

    private static long lines(List<FileChange> files) {
        return files.stream().mapToLong(file -> (long) file.added() + file.removed()).sum();
    }

    private static long least(@Nullable Number own, long most) {
        return own == null ? most : Math.min(own.longValue(), most);
    }
}
