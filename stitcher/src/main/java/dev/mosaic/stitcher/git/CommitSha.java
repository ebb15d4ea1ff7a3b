package dev.mosaic.stitcher.git;

import java.util.regex.Pattern;

/** The name of one commit: 40 lower-case hexadecimal digits. */
public record CommitSha(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{40}");

    public CommitSha {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a commit name: " + hex);
        }
    }

    /** The first ten digits, for people. */
    public String abbreviated() {
        return hex.substring(0, 10);
    }

    @Override
    public String toString() {
        return hex;
    }
}
