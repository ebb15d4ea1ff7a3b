package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobId;
import java.util.List;

/**
 * A job as its status message shows it now.
 *
 * @param headline one line: which job, for what
 * @param stage what goes on, in a few words
 * @param percent 0 to 100
 * @param lines what happened so far, oldest first
 * @param over true if nothing more will happen
 */
public record StatusView(
        JobId job, String headline, String stage, int percent, List<String> lines, boolean over) {
    public StatusView {
        lines = List.copyOf(lines);
    }
}
