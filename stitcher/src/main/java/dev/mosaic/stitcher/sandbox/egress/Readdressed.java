package dev.mosaic.stitcher.sandbox.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text in which some words are replaced as it comes; of two words that fit, by the longer's. */
final class Readdressed extends InputStream {
    private static final int PIECE = 16 * 1024;

    private final InputStream from;
    private final Map<String, String> words;
    private final Pattern any;
    private final int longest;
    private String held = "";
    private byte[] ready = new byte[0];
    private int next;
    private boolean ended;

    /**
     * @param words of ASCII, none of them empty, and what stands in their place
     */
    Readdressed(InputStream from, Map<String, String> words) {
        this.from = from;
        this.words = Map.copyOf(words);
        this.any =
                Pattern.compile(
                        words.keySet().stream()
                                .sorted(Comparator.comparing(String::length).reversed())
                                .map(Pattern::quote)
                                .collect(Collectors.joining("|")));
        this.longest = words.keySet().stream().mapToInt(String::length).max().orElse(1);
    }

    @Override
    public int read() throws IOException {
        return fill() ? ready[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int number) throws IOException {
        if (number == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        var most = Math.min(number, ready.length - next);
        System.arraycopy(ready, next, to, offset, most);
        next += most;
        return most;
    }

    private boolean fill() throws IOException {
        while (next == ready.length && !ended) {
            var piece = from.readNBytes(PIECE);
            ended = piece.length < PIECE;
            ready = replaced(held + new String(piece, ISO_8859_1)).getBytes(ISO_8859_1);
            next = 0;
        }
        return next < ready.length;
    }

    /** But for the end, in which a word may begin. */
    private String replaced(String text) {
        var sure = ended ? text.length() : Math.max(0, text.length() - longest + 1);
        var out = new StringBuilder();
        var done = 0;
        var found = any.matcher(text);
        while (done < sure && found.find(done) && found.start() < sure) {
            out.append(text, done, found.start()).append(words.get(found.group()));
            done = found.end();
        }
        var end = Math.max(done, sure);
        held = text.substring(end);
        return out.append(text, done, end).toString();
    }

    @Override
    public void close() throws IOException {
        from.close();
    }
}
