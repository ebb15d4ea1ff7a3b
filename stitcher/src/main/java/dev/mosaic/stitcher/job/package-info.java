/**
 * What a job is: what was asked for, where it stands, whose it is, and the events that tell of it.
 * Values, which know no database.
 *
 * <p>Above stands {@code store}, which keeps jobs and their log in PostgreSQL: the truth. Beside
 * that stand {@code message} (inbox, outbox, cursors) and {@code work} (output and other things
 * that work leaves). Others name the room that they use: {@code stitcher.job :: store}, {@code ::
 * message} or {@code :: work}.
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
