/**
 * The durable job and its append-only log: the truth, in PostgreSQL. Here is whatever moves a job
 * or reads its log, with the one table behind it.
 *
 * <p>Every state change is one compare-and-set on (id, version), and for a leased job on
 * lease_epoch too; the event that tells of it is appended in the same transaction under the job's
 * row lock, so an event log is gapless and never disagrees with the row. Nothing here knows who
 * reads the log.
 */
@NamedInterface("store")
@NullMarked
package dev.mosaic.stitcher.job.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
