/**
 * The durable job and its append-only log: the truth, in PostgreSQL.
 *
 * <p>Every state change is one compare-and-set on (id, version), and for a leased job on
 * lease_epoch too; the event that tells of it is appended in the same transaction under the job's
 * row lock, so an event log is gapless and never disagrees with the row. Nothing here knows who
 * reads the log.
 *
 * <p>Here is whatever moves a job or reads its log, with the one table behind it. Beside that stand
 * {@code message} (inbox, outbox, cursors) and {@code work} (output and other things that work
 * leaves); they know this package, and it knows none of them. Others name the room that they use:
 * {@code stitcher.job :: message} or {@code :: work}.
 *
 * <p>No text is stored before the secrets are taken out of it; see {@link
 * dev.mosaic.stitcher.secrets.Redactor}.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.database",
            "stitcher.failpoint",
            "stitcher.failure",
            "stitcher.forge",
            "stitcher.secrets"
        })
@NullMarked
package dev.mosaic.stitcher.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
