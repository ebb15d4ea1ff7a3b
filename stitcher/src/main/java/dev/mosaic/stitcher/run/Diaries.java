package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.job.Jobs;
import dev.mosaic.stitcher.job.Steers;
import dev.mosaic.stitcher.job.work.JobLog;
import org.springframework.stereotype.Component;

/** Where runs are written down, and where it stands what people say to their agents. */
@Component
class Diaries {
    private final Agents agents;
    private final Jobs jobs;
    private final JobLog log;
    private final Steers steers;

    Diaries(Agents agents, Jobs jobs, JobLog log, Steers steers) {
        this.agents = agents;
        this.jobs = jobs;
        this.log = log;
        this.steers = steers;
    }

    /** The diary of one run. */
    Diary of(AgentRun run, ModelUse use) {
        return new Diary(run, use, agents, jobs, log, steers);
    }

    /** What people say to the agent of one run. */
    Voices voices(AgentRun run) {
        return new Voices(steers, run.lease().job());
    }
}
