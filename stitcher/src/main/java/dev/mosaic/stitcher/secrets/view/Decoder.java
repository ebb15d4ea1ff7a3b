package dev.mosaic.stitcher.secrets.view;

import dev.mosaic.stitcher.secrets.match.Tokens;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes encodings off: base64 in both alphabets at any alignment, hexadecimal, gzip and zlib inside
 * of them, percent signs, {@code \}{@code u0041} and {@code \x41}. Gives what looks like text.
 */
public final class Decoder {
    private static final int SHORTEST_BASE64 = 16;
    private static final int SHORTEST_HEX = 24;
    private static final int SHORTEST_TEXT = 12;
    private static final int MOST_INFLATED = 1 << 20;

    private static final byte[] SIX_BITS = new byte[128];

    static {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (byte value = 0; value < alphabet.length(); value++) {
            SIX_BITS[alphabet.charAt(value)] = value;
        }
        SIX_BITS['-'] = SIX_BITS['+'];
        SIX_BITS['_'] = SIX_BITS['/'];
    }

    private Decoder() {}

    /** Gives every piece of the text that was encoded, as it reads. */
    public static void decode(String text, Consumer<View> decoded) {
        var at = 0;
        while (at < text.length()) {
            if (!isBase64(text.charAt(at))) {
                at++;
                continue;
            }
            var end = at;
            while (end < text.length() && isBase64(text.charAt(end))) {
                end++;
            }
            blob(text, at, end, decoded);
            at = end + 1;
        }
        var plain = escapes(text);
        if (plain != null) {
            decoded.accept(plain);
        }
    }

    private static void blob(String text, int from, int to, Consumer<View> decoded) {
        if (to - from >= SHORTEST_HEX) {
            hex(text, from, to, decoded);
        }
        for (var offset = 0; offset < 4 && to - from - offset >= SHORTEST_BASE64; offset++) {
            give(base64(text, from + offset, to), from, to, decoded);
        }
    }

    /** Only the longest even part that is hexadecimal: a blob may stand in a longer word. */
    private static void hex(String text, int from, int to, Consumer<View> decoded) {
        var at = from;
        while (at < to) {
            var end = at;
            while (end < to && Character.digit(text.charAt(end), 16) >= 0) {
                end++;
            }
            for (var offset = 0; offset < 2 && end - at - offset >= SHORTEST_HEX; offset++) {
                var bytes = new byte[(end - at - offset) / 2];
                for (var i = 0; i < bytes.length; i++) {
                    var digit = at + offset + 2 * i;
                    bytes[i] =
                            (byte)
                                    (Character.digit(text.charAt(digit), 16) << 4
                                            | Character.digit(text.charAt(digit + 1), 16));
                }
                give(bytes, at, end, decoded);
            }
            at = end + 1;
        }
    }

    /** Both alphabets, and no complaint about a length that does not fit. */
    private static byte[] base64(String text, int from, int to) {
        var bytes = new byte[(to - from) * 3 / 4];
        var bits = 0;
        var held = 0;
        var size = 0;
        for (var at = from; at < to && size < bytes.length; at++) {
            bits = bits << 6 | SIX_BITS[text.charAt(at)];
            held += 6;
            if (held >= 8) {
                held -= 8;
                bytes[size++] = (byte) (bits >> held);
            }
        }
        return bytes;
    }

    private static void give(byte[] bytes, int from, int to, Consumer<View> decoded) {
        var inflated = inflated(bytes);
        var plain = printable(inflated == null ? bytes : inflated);
        if (plain != null) {
            decoded.accept(View.of(plain, from, to));
        }
    }

    /** What was packed; null if nothing was. Never more than 1 MiB, however much there is. */
    static byte @Nullable [] inflated(byte[] bytes) {
        if (bytes.length < 8) {
            return null;
        }
        var gzip = (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
        var zlib = bytes[0] == 0x78 && ((bytes[0] & 0xff) << 8 | bytes[1] & 0xff) % 31 == 0;
        if (!gzip && !zlib) {
            return null;
        }
        var raw = new ByteArrayInputStream(bytes);
        var whole = new byte[MOST_INFLATED];
        var size = 0;
        try (InputStream in = gzip ? new GZIPInputStream(raw) : new InflaterInputStream(raw)) {
            int read;
            while (size < whole.length && (read = in.read(whole, size, whole.length - size)) > 0) {
                size += read;
            }
        } catch (IOException _) {
            // a broken end does not make the beginning harmless
        }
        return size == 0 ? null : Arrays.copyOf(whole, size);
    }

    /** The text with everything unprintable as line ends; null if no longer piece is printable. */
    private static @Nullable String printable(byte[] bytes) {
        var longest = 0;
        var run = 0;
        for (var b : bytes) {
            run = isPrintable(b) ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        if (longest < SHORTEST_TEXT) {
            return null;
        }
        var clean = bytes.clone();
        for (var i = 0; i < clean.length; i++) {
            if (!isPrintable(clean[i])) {
                clean[i] = '\n';
            }
        }
        return new String(clean, StandardCharsets.ISO_8859_1);
    }

    private static boolean isPrintable(byte b) {
        return b >= 0x20 && b < 0x7f || b == '\n' || b == '\t' || b == '\r';
    }

    private static boolean isBase64(char letter) {
        return letter != '.' && letter != '~' && letter != '=' && Tokens.isPart(letter);
    }

    /** The text with its escapes resolved; null if there are fewer than three. */
    private static @Nullable View escapes(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('\\') < 0) {
            return null;
        }
        View.Builder view = null;
        var count = 0;
        for (var at = 0; at < text.length(); at++) {
            var digits = escape(text, at);
            if (digits > 0 && view == null) {
                view = new View.Builder(text.length());
                for (var i = 0; i < at; i++) {
                    view.add(text.charAt(i), i);
                }
            }
            if (view == null) {
                continue;
            }
            if (digits == 0) {
                view.add(text.charAt(at), at);
            } else {
                count++;
                var first = at + (text.charAt(at) == '%' ? 1 : 2);
                view.add((char) Integer.parseInt(text, first, first + digits, 16), at);
                at = first + digits - 1;
            }
        }
        return view == null || count < 3 ? null : view.build();
    }

    /** How many hexadecimal digits the escape has that begins here; 0 if none does. */
    private static int escape(String text, int at) {
        var letter = text.charAt(at);
        if (letter == '%') {
            return areHex(text, at + 1, 2) ? 2 : 0;
        }
        if (letter != '\\' || at + 1 >= text.length()) {
            return 0;
        }
        return switch (text.charAt(at + 1)) {
            case 'u' -> areHex(text, at + 2, 4) ? 4 : 0;
            case 'x' -> areHex(text, at + 2, 2) ? 2 : 0;
            default -> 0;
        };
    }

    private static boolean areHex(String text, int from, int count) {
        if (from + count > text.length()) {
            return false;
        }
        for (var at = from; at < from + count; at++) {
            if (text.charAt(at) >= 128 || Character.digit(text.charAt(at), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
