/**
 * REST, SSE and WebSocket over the public types of the packages below. Errors are RFC 9457 problems
 * with a hint; docs/api.md lists every route, and a test keeps both equal.
 *
 * <p>Each thing that can be asked has a room below this one; here is what they share. Reads go to
 * the stores; every write is handed to the desk, as from any other door. A client that goes away
 * must never cancel a database call under way: see {@link dev.mosaic.stitcher.api.Detached}.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failure",
            "stitcher.text",
            "stitcher.access",
            "stitcher.blocking",
            "stitcher.checkup",
            "stitcher.command",
            "stitcher.command :: intake",
            "stitcher.command :: language",
            "stitcher.forge",
            "stitcher.job",
            "stitcher.job :: store",
            "stitcher.job :: work",
            "stitcher.model",
            "stitcher.model :: ledger",
            "stitcher.policy",
            "stitcher.git",
            "stitcher.git :: mirror",
            "stitcher.queue",
            "stitcher.queue :: view",
            "stitcher.run",
            "stitcher.secrets"
        })
@NullMarked
package dev.mosaic.stitcher.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
