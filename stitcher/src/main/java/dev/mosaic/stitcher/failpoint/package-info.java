/** Named places between the steps of a job, where a test can end the process as a crash would. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.mosaic.stitcher.failpoint;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
