package dev.mosaic.stitcher.secrets;

/**
 * Where in a text a secret stands.
 *
 * @param from the first character of it
 * @param to behind its last one
 * @param hash see {@link Finding#hash()}
 */
record Match(String rule, Strength strength, int from, int to, String hash) {
    Match at(int newFrom, int newTo) {
        return new Match(rule, strength, newFrom, newTo, hash);
    }
}
