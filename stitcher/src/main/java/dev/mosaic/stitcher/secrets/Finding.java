package dev.mosaic.stitcher.secrets;

import dev.mosaic.stitcher.secrets.match.Match;

/**
 * A secret that was found. Holds nothing of the secret itself.
 *
 * @param rule the id of the rule, or {@code own-secret} for one that Mosaic itself holds
 * @param where a path, or what it is instead of a file, such as {@code commit message}
 * @param line from 1; 0 for the name as a whole
 * @param column from 1; 0 for the name as a whole
 * @param hash the first eight hex digits of the secret's SHA-256
 */
public record Finding(String rule, String where, int line, int column, String hash) {
    /** The rule of Mosaic's own secrets. */
    public static final String OWN = Match.OWN;

    /** The form in which people name a finding to have it ignored: {@code path:rule:line}. */
    public String fingerprint() {
        return "%s:%s:%d".formatted(where, rule, line);
    }

    /** {@code src/App.java:3:14}, or the name alone. */
    public String place() {
        return line == 0 ? where : "%s:%d:%d".formatted(where, line, column);
    }
}
