package dev.mosaic.stitcher.secrets.match;

/** The characters of which tokens are made. */
public final class Tokens {
    private static final boolean[] OF_TOKENS = new boolean[128];

    static {
        for (var letter : "+/=_-.~".toCharArray()) {
            OF_TOKENS[letter] = true;
        }
        for (var letter = 0; letter < OF_TOKENS.length; letter++) {
            OF_TOKENS[letter] |= Character.isLetterOrDigit(letter);
        }
    }

    private Tokens() {}

    /** True for letters, digits and the few signs that stand inside of tokens; ASCII only. */
    public static boolean isPart(char letter) {
        return letter < OF_TOKENS.length && OF_TOKENS[letter];
    }

    /** Where the token that a position stands in or before ends. */
    public static int end(String text, int from) {
        var at = from;
        while (at < text.length() && isPart(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Where the token that ends at a position begins. */
    public static int start(String text, int to) {
        var at = to;
        while (at > 0 && isPart(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** True if between two positions begins or goes on a token of at least so many characters. */
    public static boolean hasRun(String text, int from, int to, int least) {
        var at = from;
        while (at < to) {
            var end = end(text, at);
            if (end - at >= least) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }
}
