package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.job.work.Conversations;
import dev.mosaic.stitcher.job.work.Conversations.Conversation;
import dev.mosaic.stitcher.job.work.Conversations.Key;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation of the round before, and the one that this agent leaves. Whatever goes wrong
 * with either costs tokens and nothing else: the agent begins anew.
 */
final class RoundConversations {
    private static final Logger log = LoggerFactory.getLogger(RoundConversations.class);
    private static final Duration BRIEFLY = Duration.ofSeconds(3);

    private final AgentRun run;
    private final Conversations conversations;

    RoundConversations(AgentRun run, Conversations conversations) {
        this.run = run;
        this.conversations = conversations;
    }

    /** Null if there is none that the agent could go on with. */
    @Nullable Conversation before() throws InterruptedException {
        var round = run.step().round();
        var model = run.model();
        if (run.nextPrompt() == null || round < 2 || model == null) {
            return null;
        }
        try {
            return Await.maybe(conversations.find(key(round - 1, model)), BRIEFLY);
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("the conversation of the round before cannot be read");
            return null;
        }
    }

    /**
     * @param steer the id of the last steer that stands in it
     */
    void keep(EngineRun ended, long steer) throws InterruptedException {
        try {
            var body = ended.conversation();
            var model = run.model();
            if (body == null || model == null) {
                return;
            }
            var conversation = new Conversation(steer, body);
            Await.maybe(conversations.keep(key(run.step().round(), model), conversation), BRIEFLY);
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("the conversation of an agent could not be kept");
        }
    }

    private Key key(int round, String model) {
        return new Key(run.lease(), run.step().attempt(), round, run.engine(), model);
    }
}
