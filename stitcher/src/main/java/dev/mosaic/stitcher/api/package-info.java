/**
 * REST and SSE over the public types of the packages below. Errors are RFC 9457 problems with a
 * hint.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.mosaic.stitcher.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
