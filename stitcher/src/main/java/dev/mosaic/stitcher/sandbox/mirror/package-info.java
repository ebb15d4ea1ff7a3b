/**
 * The operator's mirrors of package registries: what they are, and how the tools of a build are
 * told to use them and nothing else. Values; nothing here connects to anything. Credentials stay in
 * this process. Public for the kinds of sandbox and the proxy alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.mirror;

import org.jspecify.annotations.NullMarked;
