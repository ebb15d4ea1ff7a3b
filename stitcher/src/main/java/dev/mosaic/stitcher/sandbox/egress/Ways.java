package dev.mosaic.stitcher.sandbox.egress;

import org.jspecify.annotations.Nullable;

/**
 * What one sandbox may reach.
 *
 * @param dialer to other hosts
 * @param model to its run's model; null for none
 * @param mirrors to the operator's mirrors; null for all but a setup
 * @param pass without which the dialer is for nobody; null if it is for all in the sandbox
 */
record Ways(
        Dialer dialer,
        @Nullable ModelWay model,
        @Nullable MirrorWay mirrors,
        @Nullable ProxyPassword pass) {}
