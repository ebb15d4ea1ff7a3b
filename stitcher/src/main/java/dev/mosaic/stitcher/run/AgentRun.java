package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One agent that is to run.
 *
 * @param agent its id, a UUID in text; also in the name of its worktree
 * @param repository whose files the worktree holds
 * @param profile what it is held to
 * @param model as whoever asked calls it; null where nobody named one
 * @param worktree what it works in, as its profile says; the caller removes it afterwards
 * @param nextPrompt what it is told instead of the prompt if it goes on with the conversation of
 *     the round before; null if it must begin anew
 * @param wall the time it has
 * @param turns the turns it has
 * @param toolCalls how often it may use a tool
 * @param payer who pays for its model
 * @param answer the JSON Schema of what it is to say last; null for words to people
 */
public record AgentRun(
        String agent,
        Lease lease,
        Repository repository,
        JobStep step,
        Profile profile,
        String engine,
        @Nullable String model,
        Path worktree,
        String prompt,
        @Nullable String nextPrompt,
        Duration wall,
        int turns,
        int toolCalls,
        Payer payer,
        @Nullable String answer) {
    /** One that ends with words to people. */
    public AgentRun(
            String agent,
            Lease lease,
            Repository repository,
            JobStep step,
            Profile profile,
            String engine,
            @Nullable String model,
            Path worktree,
            String prompt,
            @Nullable String nextPrompt,
            Duration wall,
            int turns,
            int toolCalls,
            Payer payer) {
        this(
                agent,
                lease,
                repository,
                step,
                profile,
                engine,
                model,
                worktree,
                prompt,
                nextPrompt,
                wall,
                turns,
                toolCalls,
                payer,
                null);
    }

    /** The same with the model that it got, as {@code provider/model}. */
    AgentRun driven(String by) {
        return new AgentRun(
                agent,
                lease,
                repository,
                step,
                profile,
                engine,
                by,
                worktree,
                prompt,
                nextPrompt,
                wall,
                turns,
                toolCalls,
                payer,
                answer);
    }
}
