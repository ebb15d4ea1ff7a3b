/**
 * Finds secrets in text, and takes them out. Rules are in gitleaks' format and run on RE2, which
 * takes linear time whatever the text is; Mosaic's own secrets are known by fingerprints alone.
 *
 * <p>What is found is told by rule, place and eight digits of its hash. No value that leaves this
 * package holds a secret, so none can be logged by accident. Knows nothing of jobs, git or people.
 */
@ApplicationModule(allowedDependencies = {"stitcher.failure", "stitcher.checkup"})
@NullMarked
package dev.mosaic.stitcher.secrets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
