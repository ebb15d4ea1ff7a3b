package dev.mosaic.stitcher.secrets.match;

/**
 * Where in a text a secret stands.
 *
 * @param from the first character of it
 * @param to behind its last one
 * @param hash see {@link Hashes}
 */
public record Match(String rule, Strength strength, int from, int to, String hash) {
    /** The rule of Mosaic's own secrets. */
    public static final String OWN = "own-secret";

    /** The same secret, at another place. */
    public Match at(int newFrom, int newTo) {
        return new Match(rule, strength, newFrom, newTo, hash);
    }
}
