/**
 * The only way out of a sandbox without a network: a proxy of this node that listens on a socket of
 * the file system, one for each sandbox, so that no other can use it. It takes {@code CONNECT} to
 * hosts that {@code mosaic.egress.allow} names, connects to the very addresses that it has looked
 * at, passes calls on to the run's own model and, for the setup of a repository, reads of the
 * operator's mirrors. Everything else is refused, counted and told.
 *
 * <p>Whatever comes from a sandbox is hostile: each head has a size and a time, each connection a
 * patience, each sandbox a number of connections and an amount of traffic. Blocking, on virtual
 * threads. Knows no containers; public for the kinds of sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.egress;

import org.jspecify.annotations.NullMarked;
