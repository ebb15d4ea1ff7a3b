package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.git.FileChange;
import java.util.List;
import java.util.stream.Collectors;

/** A change in words. */
public final class DiffText {
    private static final int FILES_SHOWN = 50;

    private DiffText() {}

    /** {@code 2 files changed, 10 lines added, 3 removed}. */
    public static String stat(List<FileChange> files) {
        var added = files.stream().mapToLong(FileChange::added).sum();
        var removed = files.stream().mapToLong(FileChange::removed).sum();
        return "%s changed, %s added, %d removed"
                .formatted(Spell.count(files.size(), "file"), Spell.count(added, "line"), removed);
    }

    /** A Markdown list, one file per line, at most 50 of them. */
    public static String files(List<FileChange> files) {
        var shown =
                files.stream()
                        .limit(FILES_SHOWN)
                        .map(DiffText::line)
                        .collect(Collectors.joining("\n"));
        var rest = files.size() - FILES_SHOWN;
        return rest <= 0 ? shown : shown + "\n- and " + Spell.count(rest, "more file");
    }

    /** {@link #stat} and {@link #files}: what a finished job says it has changed. */
    public static String summary(List<FileChange> files) {
        return files.isEmpty() ? stat(files) + "." : stat(files) + ":\n\n" + files(files);
    }

    private static String line(FileChange file) {
        var what =
                switch (file.kind()) {
                    case ADDED -> "added";
                    case MODIFIED -> "changed";
                    case DELETED -> "deleted";
                };
        return "- %s %s (+%d -%d)"
                .formatted(what, Inert.code(file.path(), 200), file.added(), file.removed());
    }
}
