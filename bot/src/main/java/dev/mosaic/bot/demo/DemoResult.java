package dev.mosaic.bot.demo;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a demo ended.
 *
 * @param rejections how often a gate said no before it said yes
 */
public record DemoResult(
        String job,
        JobStatus status,
        @Nullable String branch,
        @Nullable Long pullRequest,
        int rounds,
        int rejections) {

    static DemoResult of(Job job, int rejections) {
        return new DemoResult(
                job.id().toString(),
                job.status(),
                job.outcome().branch(),
                job.outcome().pullRequest(),
                job.round(),
                rejections);
    }

    /** True if the change was proposed. */
    public boolean succeeded() {
        return status == JobStatus.COMPLETED;
    }

    /** The same by name, for JSON. */
    public Map<String, @Nullable Object> toMap() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("job", job);
        map.put("status", status.name());
        map.put("branch", branch);
        map.put("pullRequest", pullRequest);
        map.put("rounds", rounds);
        map.put("rejections", rejections);
        return map;
    }
}
