/**
 * REST and SSE over the public types of the packages below. Errors are RFC 9457 problems with a
 * hint; docs/api.md lists every route, and a test keeps both equal.
 *
 * <p>Reads go to the stores; every write is handed to the desk, as from any other door. Nobody
 * signs in yet, so the server answers this machine only: {@link
 * dev.mosaic.stitcher.api.LoopbackBinding} refuses any other address, and {@link
 * dev.mosaic.stitcher.api.Guard} refuses what a web page could send. A client that goes away must
 * never cancel a database call under way: see {@link dev.mosaic.stitcher.api.Detached}.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failure",
            "stitcher.text",
            "stitcher.access",
            "stitcher.command",
            "stitcher.forge",
            "stitcher.job",
            "stitcher.policy",
            "stitcher.queue"
        })
@NullMarked
package dev.mosaic.stitcher.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
