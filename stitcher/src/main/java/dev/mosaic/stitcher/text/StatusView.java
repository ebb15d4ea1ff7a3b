package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as its status message shows it now. All texts are inert and without markup.
 *
 * @param headline one line: which job, for what
 * @param stage what goes on, in a few words
 * @param percent 0 to 100
 * @param since when the attempt that runs was first claimed; null while nobody works on the job
 * @param lines what happened so far, oldest first; only ever grows
 * @param over true if nothing more will happen
 */
public record StatusView(
        JobId job,
        String headline,
        String stage,
        int percent,
        @Nullable Instant since,
        List<String> lines,
        boolean over) {
    public StatusView {
        lines = List.copyOf(lines);
    }
}
