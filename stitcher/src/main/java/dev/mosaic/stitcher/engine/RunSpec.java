package dev.mosaic.stitcher.engine;

import dev.mosaic.stitcher.model.ModelEndpoint;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is to do.
 *
 * @param runId unique for the run; the agent's id
 * @param round from 1; a later round carries the rejections in its prompt
 * @param model as whoever asked for the run calls it; null where the engine has none
 * @param endpoint where the run reaches its model; null where the engine needs none from Mosaic, or
 *     where none is set up: an engine that needs one then breaks at once and says so. It is the way
 *     of the engine itself, or, of one that {@link Engine#asksFromSandbox()}, that of its programs
 * @param steering where the agent's steers come from while it works
 * @param conversation with which the run can go on; null if there is none. An engine that cannot,
 *     or for which it does not fit, begins anew with {@code prompt}
 * @param profile what the agent is held to
 * @param answer the JSON Schema of what the agent is to say last; null for words to people. An
 *     engine sees to it as well as it can, and whoever asked looks for themselves
 */
public record RunSpec(
        String runId,
        int round,
        SandboxHandle sandbox,
        String prompt,
        @Nullable String model,
        @Nullable ModelEndpoint endpoint,
        Steering steering,
        @Nullable EarlierConversation conversation,
        Profile profile,
        @Nullable String answer) {
    /** Of a weaver. */
    public RunSpec(
            String runId,
            int round,
            SandboxHandle sandbox,
            String prompt,
            @Nullable String model,
            @Nullable ModelEndpoint endpoint,
            Steering steering,
            @Nullable EarlierConversation conversation) {
        this(
                runId,
                round,
                sandbox,
                prompt,
                model,
                endpoint,
                steering,
                conversation,
                Profile.WEAVER,
                null);
    }

    /** Of a weaver whom nobody steers, and which begins anew. */
    public RunSpec(
            String runId,
            int round,
            SandboxHandle sandbox,
            String prompt,
            @Nullable String model,
            @Nullable ModelEndpoint endpoint) {
        this(runId, round, sandbox, prompt, model, endpoint, Steering.NONE, null);
    }
}
