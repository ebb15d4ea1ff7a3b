/**
 * What holds for one job: the command clamped by the repository's .mosaic.yml clamped by the
 * instance. Pure values and their parser.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.mosaic.stitcher.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
