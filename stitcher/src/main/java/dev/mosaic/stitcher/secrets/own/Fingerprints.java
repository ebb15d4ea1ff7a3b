package dev.mosaic.stitcher.secrets.own;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Knows texts by the fingerprints of their parts and holds none of them: every window of 12
 * characters, and each text as a whole. A fingerprint is a polynomial modulo 2^61 - 1 at a point
 * that is drawn by lot at each start, so that nobody can make another text with the same one; that
 * a text of 5 MB meets one of 100,000 by chance has a probability below 10^-6. Immutable.
 */
final class Fingerprints {
    static final int WINDOW = 12;
    static final int SHORTEST = 8;
    private static final long PRIME = (1L << 61) - 1;

    private final long point;
    private final Table windows;
    private final Table beginnings;
    private final List<Whole> wholes;

    private Fingerprints(long point, Table windows, Table beginnings, List<Whole> wholes) {
        this.point = point;
        this.windows = windows;
        this.beginnings = beginnings;
        this.wholes = List.copyOf(wholes);
    }

    /**
     * A text as a whole.
     *
     * @param owner whose form it is
     * @param next the next one with the same beginning; -1 for none
     */
    private record Whole(int owner, int length, long fingerprint, int next) {}

    /** Takes what was found. @param owner the number that was given with the text */
    interface Hit {
        void at(int owner, int from, int to);
    }

    void find(String text, Hit hit) {
        roll(
                text,
                WINDOW,
                (at, print) -> {
                    var owner = windows.get(print);
                    if (owner >= 0) {
                        hit.at(owner, at, at + WINDOW);
                    }
                });
        roll(
                text,
                SHORTEST,
                (at, print) -> {
                    for (var it = beginnings.get(print); it >= 0; it = wholes.get(it).next()) {
                        var whole = wholes.get(it);
                        if (at + whole.length() <= text.length()
                                && print(text, at, at + whole.length()) == whole.fingerprint()) {
                            hit.at(whole.owner(), at, at + whole.length());
                        }
                    }
                });
    }

    private interface Print {
        void at(int start, long fingerprint);
    }

    private void roll(String text, int width, Print each) {
        if (text.length() < width) {
            return;
        }
        var leaving = 1L;
        for (var i = 0; i < width; i++) {
            leaving = times(leaving, point);
        }
        var print = print(text, 0, width);
        each.at(0, print);
        for (var at = width; at < text.length(); at++) {
            print = plus(times(print, point), text.charAt(at));
            print = plus(print, PRIME - times(leaving, text.charAt(at - width)));
            each.at(at - width + 1, print);
        }
    }

    private long print(String text, int from, int to) {
        var print = 0L;
        for (var at = from; at < to; at++) {
            print = plus(times(print, point), text.charAt(at));
        }
        return print;
    }

    private static long plus(long a, long b) {
        var sum = a + b;
        return sum >= PRIME ? sum - PRIME : sum;
    }

    private static long times(long a, long b) {
        var low = a * b;
        var high = Math.multiplyHigh(a, b);
        return plus(low & PRIME, (high << 3 | low >>> 61) % PRIME);
    }

    /** Collects texts. */
    static final class Builder {
        private final Fingerprints empty;
        private final List<long[]> windows = new ArrayList<>();
        private final List<long[]> beginnings = new ArrayList<>();
        private final List<Whole> wholes = new ArrayList<>();

        /**
         * @param point where the polynomials are taken; secret
         */
        Builder(long point) {
            var inside = Math.floorMod(point, PRIME - 2) + 2;
            empty = new Fingerprints(inside, new Table(List.of()), new Table(List.of()), List.of());
        }

        /**
         * @param text at least {@link #SHORTEST} characters
         */
        void whole(int owner, String text) {
            var first = empty.print(text, 0, SHORTEST);
            var next = -1;
            for (var known : beginnings) {
                next = known[0] == first ? (int) known[1] : next;
            }
            beginnings.add(new long[] {first, wholes.size()});
            wholes.add(new Whole(owner, text.length(), empty.print(text, 0, text.length()), next));
        }

        void window(int owner, String twelve) {
            windows.add(new long[] {empty.print(twelve, 0, twelve.length()), owner});
        }

        Fingerprints build() {
            return new Fingerprints(empty.point, new Table(windows), new Table(beginnings), wholes);
        }
    }

    /** Numbers by fingerprint: a hash table with open addressing; the last number given stays. */
    private static final class Table {
        private final long[] keys;
        private final int[] values;

        Table(List<long[]> entries) {
            var size = Integer.highestOneBit(Math.max(4, entries.size() * 4)) << 1;
            keys = new long[size];
            values = new int[size];
            Arrays.fill(values, -1);
            Consumer<long[]> put =
                    entry -> {
                        var slot = slot(entry[0]);
                        keys[slot] = entry[0];
                        values[slot] = (int) entry[1];
                    };
            entries.forEach(put);
        }

        int get(long key) {
            return values[slot(key)];
        }

        private int slot(long key) {
            var slot = (int) (key ^ key >>> 32) & keys.length - 1;
            while (values[slot] >= 0 && keys[slot] != key) {
                slot = slot + 1 & keys.length - 1;
            }
            return slot;
        }
    }
}
