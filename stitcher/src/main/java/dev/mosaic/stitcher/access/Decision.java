package dev.mosaic.stitcher.access;

/** The answer of {@link Authority}. */
public sealed interface Decision {
    record Granted() implements Decision {}

    /**
     * @param reason a sentence that says what is missing and who can grant it
     */
    record Refused(String reason) implements Decision {}
}
