package dev.mosaic.stitcher.secrets.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds many words in one pass over a text, whatever their case (Aho and Corasick, 1975). Words are
 * ASCII.
 */
final class Keywords {
    private static final int LETTERS = 128;

    private final int[] next;
    private final int[][] ending;
    private final int[] lengths;

    /**
     * @param words lower case; their positions in the list are their numbers
     */
    Keywords(List<String> words) {
        var rows = new ArrayList<int[]>();
        var ends = new ArrayList<List<Integer>>();
        row(rows, ends);
        for (var number = 0; number < words.size(); number++) {
            var state = 0;
            for (var letter : words.get(number).toCharArray()) {
                if (letter >= LETTERS) {
                    throw new IllegalArgumentException("a keyword is ASCII: " + words.get(number));
                }
                var to = rows.get(state)[letter];
                if (to < 0) {
                    to = row(rows, ends);
                    rows.get(state)[letter] = to;
                }
                state = to;
            }
            ends.get(state).add(number);
        }
        complete(rows, ends);
        next = new int[rows.size() * LETTERS];
        for (var state = 0; state < rows.size(); state++) {
            System.arraycopy(rows.get(state), 0, next, state * LETTERS, LETTERS);
        }
        ending =
                ends.stream()
                        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                        .toArray(int[][]::new);
        lengths = words.stream().mapToInt(String::length).toArray();
    }

    /** Takes one occurrence. */
    interface Hit {
        void at(int word, int start);
    }

    void find(String text, Hit hit) {
        var state = 0;
        for (var at = 0; at < text.length(); at++) {
            int letter = text.charAt(at);
            if (letter >= LETTERS) {
                state = 0;
                continue;
            }
            if (letter >= 'A' && letter <= 'Z') {
                letter += 'a' - 'A';
            }
            state = next[state * LETTERS + letter];
            for (var word : ending[state]) {
                hit.at(word, at + 1 - lengths[word]);
            }
        }
    }

    private static int row(List<int[]> rows, List<List<Integer>> ends) {
        var row = new int[LETTERS];
        Arrays.fill(row, -1);
        rows.add(row);
        ends.add(new ArrayList<>());
        return rows.size() - 1;
    }

    /** Where to go on when a word breaks off: the longest other beginning that ends here. */
    private static void complete(List<int[]> rows, List<List<Integer>> ends) {
        var fallback = new int[rows.size()];
        var queue = new ArrayDeque<Integer>();
        queue.add(0);
        while (!queue.isEmpty()) {
            var state = queue.remove();
            var row = rows.get(state);
            for (var letter = 0; letter < LETTERS; letter++) {
                var back = state == 0 ? 0 : rows.get(fallback[state])[letter];
                var to = row[letter];
                if (to < 0) {
                    row[letter] = back;
                } else {
                    fallback[to] = back;
                    ends.get(to).addAll(ends.get(back));
                    queue.add(to);
                }
            }
        }
    }
}
