/**
 * Finds secrets in text, and takes them out. Rules are in gitleaks' format and run on RE2, which
 * takes linear time whatever the text is; Mosaic's own secrets are known by fingerprints alone.
 *
 * <p>Here are the two doors, {@link dev.mosaic.stitcher.secrets.Scanner} and {@link
 * dev.mosaic.stitcher.secrets.Redactor}; behind them {@code rule} knows what secrets look like,
 * {@code own} which ones are ours, {@code view} how else a text can be read, and {@code match} what
 * a find is. Those three know nothing of each other, and other packages see none of them.
 *
 * <p>What is found is told by rule, place and eight digits of its hash. No value that leaves this
 * package holds a secret, so none can be logged by accident. Knows nothing of jobs, git or people.
 */
@ApplicationModule(allowedDependencies = {"stitcher.failure", "stitcher.checkup"})
@NullMarked
package dev.mosaic.stitcher.secrets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
