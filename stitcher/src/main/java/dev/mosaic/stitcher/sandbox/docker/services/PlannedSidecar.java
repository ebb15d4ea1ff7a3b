package dev.mosaic.stitcher.sandbox.docker.services;

import dev.mosaic.stitcher.sandbox.Sidecar;

/**
 * A service that is to be had: what a repository asks for, what the operator allows of it, what its
 * image runs.
 */
public record PlannedSidecar(Sidecar asked, Allowed allowed, ImageDefaults defaults) {}
