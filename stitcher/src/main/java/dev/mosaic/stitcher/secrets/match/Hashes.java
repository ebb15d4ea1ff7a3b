package dev.mosaic.stitcher.secrets.match;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of a secret that may be said aloud. */
public final class Hashes {
    private static final int BYTES = 4;

    private Hashes() {}

    /** The first eight hex digits of its SHA-256. */
    public static String of(String secret) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
