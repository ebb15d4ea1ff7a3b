package dev.mosaic.stitcher.secrets.view;

import dev.mosaic.stitcher.secrets.match.Match;
import java.util.Arrays;

/**
 * A text that was made of another one, and where in it each character came from.
 *
 * @param origins positions in the source, one for each character and one for the end; null if the
 *     whole stands for one range of the source
 * @param from where that range begins, or unused
 * @param to where it ends
 */
public record View(String text, int[] origins, int from, int to) {
    /** Text that was decoded from one range. */
    static View of(String text, int from, int to) {
        return new View(text, new int[0], from, to);
    }

    /** Where a match in this text lies in the source. */
    public Match inSource(Match match) {
        return origins.length == 0
                ? match.at(from, to)
                : match.at(origins[match.from()], origins[match.to() - 1] + 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof View view
                && text.equals(view.text)
                && from == view.from
                && to == view.to
                && Arrays.equals(origins, view.origins);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Without the text: it may hold secrets. */
    @Override
    public String toString() {
        return "View[" + from + ".." + to + "]";
    }

    /** Collects characters with their origins. */
    static final class Builder {
        private final StringBuilder text = new StringBuilder();
        private int[] origins;
        private int size;

        Builder(int expected) {
            origins = new int[Math.max(16, expected)];
        }

        void add(char letter, int origin) {
            if (size == origins.length) {
                origins = Arrays.copyOf(origins, size * 2);
            }
            origins[size++] = origin;
            text.append(letter);
        }

        View build() {
            return new View(text.toString(), Arrays.copyOf(origins, size), 0, 0);
        }
    }
}
