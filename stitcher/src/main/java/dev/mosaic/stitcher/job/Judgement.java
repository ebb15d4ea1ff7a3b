package dev.mosaic.stitcher.job;

import java.util.Locale;

/** What an inspection came to. A job that came to one is COMPLETED, whatever it is. */
public enum Judgement {
    APPROVED,
    REJECTED;

    /** As people and programs read it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
