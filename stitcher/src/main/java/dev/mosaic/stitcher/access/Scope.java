package dev.mosaic.stitcher.access;

import java.util.Locale;

/**
 * What a token opens. Scopes do not contain each other, and they only ever narrow: what a person
 * may not do in the forge, no token of theirs can.
 */
public enum Scope {
    /** Look at jobs, their logs and events. */
    READ,
    /** Start, cancel and retry jobs, and decide about them. */
    DISPATCH,
    /** End jobs and agents at once. */
    KILL,
    /** Tokens, checkups, and what concerns the whole instance. */
    ADMIN;

    /** As requests and people write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word}; throws {@link IllegalArgumentException} for anything else. */
    public static Scope of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
