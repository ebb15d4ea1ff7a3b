package dev.mosaic.stitcher.secrets.match;

/** How sure a rule is that what it finds is a secret; the surest first. */
public enum Strength {
    /** The form alone tells: a vendor's prefix, a key file. Also looked for across line ends. */
    SURE,
    /**
     * Words around it tell, such as the name of a program whose tokens have no form of their own.
     */
    CONTEXT,
    /** It stands behind a telling word and looks random. Never taken out of logs. */
    GUESS
}
