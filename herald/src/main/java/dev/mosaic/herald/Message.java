package dev.mosaic.herald;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import org.jspecify.annotations.Nullable;

/**
 * A status message as it stands in PostgreSQL.
 *
 * @param remoteId null until it was shown once
 * @param wantedSeq the newest line of the log that it should tell of
 * @param shownSeq the newest line that it tells of; 0 until it was shown once
 * @param shownHash what it shows, hashed; null until it was shown once
 * @param failures tries that failed since the last that did not
 */
record Message(
        JobId job,
        Origin at,
        @Nullable String remoteId,
        int wantedSeq,
        int shownSeq,
        @Nullable String shownHash,
        int failures) {}
