package dev.mosaic.stitcher.api.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The newest lines of the log of all jobs, without a gap between them. Lines are counted from the
 * first one on; the count is their index, and is never given again. Safe for threads.
 */
final class Ring {
    private final @Nullable Told[] lines;
    private final Map<Long, Long> behind = new HashMap<>();
    private boolean open;
    private long before;
    private long tail;
    private long head;

    Ring(int capacity) {
        this.lines = new Told[capacity];
    }

    /** Empty; the next line that is added follows the one at {@code position}. */
    synchronized void open(long position) {
        close();
        open = true;
        before = position;
        behind.put(position, tail);
    }

    /** Forgets everything, and has nothing until it is opened again. */
    synchronized void close() {
        open = false;
        tail = head;
        Arrays.fill(lines, null);
        behind.clear();
    }

    synchronized void add(Told line) {
        if (!open) {
            throw new IllegalStateException("the ring is closed");
        }
        var oldest = lines[slot(head)];
        if (head - tail == lines.length && oldest != null) {
            behind.remove(before);
            before = oldest.event().pos();
            tail++;
        }
        lines[slot(head)] = line;
        head++;
        behind.put(line.event().pos(), head);
    }

    /** The index of the next line to come. */
    synchronized long head() {
        return head;
    }

    /** Up to so many lines behind a position; null if the ring does not know that. */
    synchronized @Nullable List<Told> behind(long position, int limit) {
        var index = behind.get(position);
        return index == null ? null : from(index, limit);
    }

    /** Up to so many lines from an index on; null if the first of them is gone. */
    synchronized @Nullable List<Told> from(long index, int limit) {
        if (!open || index < tail) {
            return null;
        }
        var some = new ArrayList<Told>();
        for (var at = index; at < head && some.size() < limit; at++) {
            some.add(Objects.requireNonNull(lines[slot(at)]));
        }
        return some;
    }

    private int slot(long index) {
        return (int) (index % lines.length);
    }
}
