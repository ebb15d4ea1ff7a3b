package dev.mosaic.stitcher.model.ledger;

/**
 * What a call used in the end.
 *
 * @param estimated true if the provider did not say it
 */
public record Bill(Tokens tokens, boolean estimated) {
    /** Of a call that was never made, or that the provider refused. */
    public static final Bill NOTHING = new Bill(Tokens.NONE, false);
}
