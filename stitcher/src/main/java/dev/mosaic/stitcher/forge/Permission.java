package dev.mosaic.stitcher.forge;

/** What a person may do in a repository, from nothing to everything. The order counts. */
public enum Permission {
    NONE,
    READ,
    WRITE,
    ADMIN
}
