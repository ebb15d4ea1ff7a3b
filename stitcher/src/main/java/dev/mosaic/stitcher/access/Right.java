package dev.mosaic.stitcher.access;

/**
 * What a command needs. The first three follow the forge's permission, the last the configuration.
 */
public enum Right {
    READ,
    WRITE,
    REPO_ADMIN,
    INSTANCE_ADMIN
}
