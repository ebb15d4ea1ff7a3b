package dev.mosaic.stitcher.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What a run shows to the proxy: {@code sk-} and 48 letters and digits, 285 random bits. It looks
 * like a model provider's key on purpose: the rule for those takes it out of every text that an
 * agent prints, and lets no change pass that holds it.
 */
final class RunToken {
    private static final String PREFIX = "sk-";
    private static final String LETTERS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 48;

    private RunToken() {}

    static String next(SecureRandom random) {
        var token = new StringBuilder(PREFIX);
        for (var i = 0; i < LENGTH; i++) {
            token.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return token.toString();
    }

    /** What is kept of it. To look up by it tells nothing by the time that takes. */
    static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
