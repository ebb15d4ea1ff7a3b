package dev.mosaic.stitcher.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The secret of a token: {@code mosaic_}, 43 characters of 256 random bits, 6 of a checksum. The
 * prefix lets scanners find a leaked one; the checksum lets both them and us drop a false one
 * without a look into the database.
 */
final class TokenSecret {
    private static final String PREFIX = "mosaic_";
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int BYTES = 32;
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECK_DIGITS = 6;
    private static final Pattern FORM =
            Pattern.compile(PREFIX + "[0-9A-Za-z]{" + (RANDOM_DIGITS + CHECK_DIGITS) + "}");

    private TokenSecret() {}

    static String make(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var body = PREFIX + digits(new BigInteger(1, bytes), RANDOM_DIGITS);
        return body + checksum(body);
    }

    /** False for what cannot be a token of any Mosaic. */
    static boolean isWellFormed(String text) {
        if (!FORM.matcher(text).matches()) {
            return false;
        }
        var end = text.length() - CHECK_DIGITS;
        return checksum(text.substring(0, end)).equals(text.substring(end));
    }

    /** SHA-256: enough for a secret that nobody can guess, and quick. */
    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(US_ASCII));
        return digits(BigInteger.valueOf(crc.getValue()), CHECK_DIGITS);
    }

    private static String digits(BigInteger number, int length) {
        var base = BigInteger.valueOf(DIGITS.length());
        var text = new StringBuilder();
        for (var rest = number; text.length() < length; rest = rest.divide(base)) {
            text.append(DIGITS.charAt(rest.mod(base).intValue()));
        }
        return text.reverse().toString();
    }
}
