package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.store.Steers;
import dev.mosaic.stitcher.job.work.Conversations;
import dev.mosaic.stitcher.job.work.JobLog;
import org.springframework.stereotype.Component;

/** Where runs are written down, and where the steers and conversations of their agents stand. */
@Component
class Diaries {
    private final Agents agents;
    private final Jobs jobs;
    private final JobLog log;
    private final Steers steers;
    private final Conversations conversations;

    Diaries(Agents agents, Jobs jobs, JobLog log, Steers steers, Conversations conversations) {
        this.agents = agents;
        this.jobs = jobs;
        this.log = log;
        this.steers = steers;
        this.conversations = conversations;
    }

    /** The diary of one run. */
    Diary of(AgentRun run, ModelUse use) {
        return new Diary(run, use, agents, jobs, log, steers);
    }

    /** What one agent gets. */
    Outfit outfit(AgentRun run, ModelUse use, Diary diary) {
        var steering = new AgentSteering(steers, run.lease().job());
        return new Outfit(run, use, diary, steering, new RoundConversations(run, conversations));
    }
}
