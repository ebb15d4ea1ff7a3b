package dev.mosaic.stitcher.git.diff;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.git.host.Troubles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** What lies between two commits, as a list and as text. */
public final class Differences {
    // larger texts are treated as binary: nobody reads their difference, and it costs
    private static final int LARGEST_TEXT = 2 << 20;

    private final Repository repository;

    public Differences(Repository repository) {
        this.repository = repository;
    }

    /** Histogram without the fallback that needs quadratic time on hostile input. */
    static DiffAlgorithm algorithm() {
        var histogram = new HistogramDiff();
        histogram.setFallbackAlgorithm(null);
        return histogram;
    }

    /** File by file, without following renames. */
    public List<FileChange> changes(ObjectId base, ObjectId head) throws IOException {
        try (var formatter = formatter(OutputStream.nullOutputStream())) {
            var changes = new ArrayList<FileChange>();
            for (var entry : formatter.scan(base, head)) {
                Troubles.stopIfInterrupted();
                var added = 0;
                var removed = 0;
                for (var edit : formatter.toFileHeader(entry).toEditList()) {
                    added += edit.getLengthB();
                    removed += edit.getLengthA();
                }
                changes.add(new FileChange(path(entry), kind(entry), added, removed));
            }
            return changes;
        }
    }

    /** The unified diff, cut to {@code maxBytes} with a last line that says so. */
    public String diff(ObjectId base, ObjectId head, int maxBytes) throws IOException {
        var out = new Bounded(maxBytes);
        try (var formatter = formatter(out)) {
            formatter.format(base, head);
            formatter.flush();
        } catch (Full _) {
            return out.text() + "… (cut: the diff is longer than %,d bytes)\n".formatted(maxBytes);
        }
        return out.text();
    }

    private DiffFormatter formatter(OutputStream out) {
        var formatter = new DiffFormatter(out);
        formatter.setRepository(repository);
        formatter.setDiffAlgorithm(algorithm());
        formatter.setBinaryFileThreshold(LARGEST_TEXT);
        formatter.setDetectRenames(false);
        return formatter;
    }

    private static String path(DiffEntry entry) {
        return entry.getChangeType() == DiffEntry.ChangeType.DELETE
                ? entry.getOldPath()
                : entry.getNewPath();
    }

    private static FileChange.Kind kind(DiffEntry entry) {
        return switch (entry.getChangeType()) {
            case ADD, COPY -> FileChange.Kind.ADDED;
            case DELETE -> FileChange.Kind.DELETED;
            case MODIFY, RENAME -> FileChange.Kind.MODIFIED;
        };
    }

    /** Takes so many bytes and then ends the formatting. */
    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final int limit;

        Bounded(int limit) {
            this.limit = limit;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            var room = limit - taken.size();
            taken.write(bytes, offset, Math.min(room, length));
            if (length > room) {
                throw new Full();
            }
        }

        /** What was taken; after a cut only whole lines, which also keeps characters whole. */
        String text() {
            var bytes = taken.toByteArray();
            var end = bytes.length;
            if (end == limit) {
                while (end > 0 && bytes[end - 1] != '\n') {
                    end--;
                }
            }
            return new String(bytes, 0, end, UTF_8);
        }
    }

    private static final class Full extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
