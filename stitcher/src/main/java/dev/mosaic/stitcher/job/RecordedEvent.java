package dev.mosaic.stitcher.job;

import java.time.Instant;

/**
 * One line of a job's log as it stands in PostgreSQL.
 *
 * @param seq from 1, without a gap, per job
 * @param pos names this line among those of all jobs; what a cursor holds. Not a measure: the order
 *     over all jobs is that in which they are read, in which a higher pos may come first
 * @param type the dotted name, such as {@code step.started}
 * @param actor who caused it: a forge user, or {@code mosaic}
 */
public record RecordedEvent(
        JobId job, int seq, long pos, Instant at, String type, String actor, JobEvent event) {}
