package dev.mosaic.stitcher.git.diff;

import dev.mosaic.stitcher.git.Addition;
import dev.mosaic.stitcher.git.host.Troubles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.jspecify.annotations.Nullable;

/** Collects what a change adds, file by file, never more than a limit of each. */
public final class Additions {
    // a longer text is taken whole: finding out what of it is new would cost more than looking
    private static final int LARGEST_TEXT = 2 << 20;

    private final Repository repository;
    private final int largest;
    private final List<Addition> pieces = new ArrayList<>();
    private final List<String> tooLarge = new ArrayList<>();

    /**
     * @param largest bytes of a file that are looked at; larger ones are only named
     */
    public Additions(Repository repository, int largest) {
        this.repository = repository;
        this.largest = largest;
    }

    /** What the second tree has and the first has not; once for each object. */
    public Addition.All between(AbstractTreeIterator from, AbstractTreeIterator to)
            throws IOException {
        try (var formatter = new DiffFormatter(OutputStream.nullOutputStream());
                var objects = repository.newObjectReader()) {
            formatter.setReader(objects, repository.getConfig());
            formatter.setDiffAlgorithm(Differences.algorithm());
            formatter.setBinaryFileThreshold(LARGEST_TEXT);
            formatter.setDetectRenames(false);
            for (var entry : formatter.scan(from, to)) {
                Troubles.stopIfInterrupted();
                if (entry.getChangeType() != DiffEntry.ChangeType.DELETE
                        && !FileMode.GITLINK.equals(entry.getNewMode())) {
                    add(entry, formatter, objects);
                }
            }
        }
        return new Addition.All(pieces, tooLarge);
    }

    private void add(DiffEntry entry, DiffFormatter formatter, ObjectReader objects)
            throws IOException {
        var path = entry.getNewPath();
        var bytes = bytes(objects, entry.getNewId().toObjectId());
        if (bytes == null) {
            tooLarge.add(path);
            return;
        }
        var isNew = entry.getChangeType() == DiffEntry.ChangeType.ADD;
        if (isNew || bytes.length > LARGEST_TEXT || RawText.isBinary(bytes)) {
            pieces.add(new Addition(path, 1, bytes));
            return;
        }
        var text = new RawText(bytes);
        for (var edit : formatter.toFileHeader(entry).toEditList()) {
            if (edit.getLengthB() > 0) {
                var lines = new ByteArrayOutputStream();
                for (var line = edit.getBeginB(); line < edit.getEndB(); line++) {
                    text.writeLine(lines, line);
                    lines.write('\n');
                }
                pieces.add(new Addition(path, edit.getBeginB() + 1, lines.toByteArray()));
            }
        }
    }

    private byte @Nullable [] bytes(ObjectReader objects, ObjectId id) throws IOException {
        var blob = objects.open(id);
        return blob.getSize() > largest ? null : blob.getBytes(largest);
    }
}
