package dev.mosaic.stitcher.secrets.view;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipInputStream;

/**
 * The text in a file of any kind: what is printable, also where each character takes two bytes, and
 * what is packed with gzip, zlib or zip, one layer deep and never more than a bounded size.
 */
public final class BinaryText {
    private static final int MOST_UNZIPPED = 16 << 20;
    private static final int MOST_OF_AN_ENTRY = 4 << 20;
    private static final int MOST_ENTRIES = 2_000;

    private BinaryText() {}

    /** All that can be read of a file of any kind. */
    public static String of(byte[] bytes) {
        var inflated = Decoder.inflated(bytes);
        if (inflated != null) {
            return plain(inflated);
        }
        var zip = bytes.length > 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] < 8;
        return zip ? plain(bytes) + "\n" + unzipped(bytes) : plain(bytes);
    }

    private static String plain(byte[] bytes) {
        if (!hasZero(bytes)) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        var narrow = new StringBuilder(bytes.length);
        var wide = new StringBuilder(bytes.length / 2);
        for (var at = 0; at < bytes.length; at++) {
            narrow.append(isPrintable(bytes[at]) ? (char) bytes[at] : '\n');
            if (isPrintable(bytes[at]) && (isZero(bytes, at - 1) || isZero(bytes, at + 1))) {
                wide.append((char) bytes[at]);
            } else if (bytes[at] != 0) {
                wide.append('\n');
            }
        }
        return narrow.append('\n').append(wide).toString();
    }

    private static String unzipped(byte[] bytes) {
        var all = new StringBuilder();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            var entries = 0;
            for (var entry = zip.getNextEntry();
                    entry != null && entries < MOST_ENTRIES && all.length() < MOST_UNZIPPED;
                    entry = zip.getNextEntry()) {
                entries++;
                var content = plain(zip.readNBytes(MOST_OF_AN_ENTRY));
                all.append(entry.getName()).append('\n').append(content).append('\n');
            }
        } catch (IOException | IllegalArgumentException _) {
            // a broken end does not make the beginning harmless
        }
        return all.toString();
    }

    private static boolean hasZero(byte[] bytes) {
        for (var b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isZero(byte[] bytes, int at) {
        return at >= 0 && at < bytes.length && bytes[at] == 0;
    }

    private static boolean isPrintable(byte b) {
        return b >= 0x20 && b < 0x7f || b == '\n' || b == '\t';
    }
}
