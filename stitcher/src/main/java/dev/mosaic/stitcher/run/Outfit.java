package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.engine.EarlierConversation;
import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineEvent.Steered;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.Steering;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one agent gets: a sandbox, its task with the steers, a way to its model, and the
 * conversation of the round before.
 */
final class Outfit {
    private final AgentRun run;
    private final ModelUse use;
    private final Diary diary;
    private final AgentSteering steering;
    private final RoundConversations conversations;
    private @Nullable EngineRun started;

    Outfit(
            AgentRun run,
            ModelUse use,
            Diary diary,
            AgentSteering steering,
            RoundConversations conversations) {
        this.run = run;
        this.use = use;
        this.diary = diary;
        this.steering = steering;
        this.conversations = conversations;
    }

    /**
     * As the profile says, whatever the engine is. Its commands reach the model only if the engine
     * asks it from there.
     */
    SandboxSpec sandbox(Engine engine) {
        var endpoint = engine.asksFromSandbox() ? use.endpoint() : null;
        var lease = run.lease();
        return new SandboxSpec(
                new Owner(
                        lease.node(),
                        lease.incarnation().toString(),
                        lease.job().toString(),
                        lease.epoch(),
                        run.agent()),
                run.repository(),
                run.worktree(),
                run.profile().folder() == Profile.Folder.WRITE,
                Map.of(),
                new Network(
                        reached(), endpoint == null ? null : endpoint.baseUrl(), diary::blocked));
    }

    EngineRun start(Engine engine, SandboxHandle sandbox) throws InterruptedException {
        var steered = run.profile().isSteered();
        var prompt = steered ? steering.prompt(run.prompt()) : steering.quoted(run.prompt());
        var begun =
                engine.start(
                        new RunSpec(
                                run.agent(),
                                run.step().round(),
                                sandbox,
                                prompt,
                                run.model(),
                                engine.asksFromSandbox()
                                        ? use.endpointAt(sandbox.server())
                                        : use.endpoint(),
                                steered && engine.takesSteers() ? steering : Steering.NONE,
                                conversation(),
                                run.profile(),
                                run.answer()));
        started = begun;
        return begun;
    }

    /** Null for all that the instance allows. */
    private @Nullable Set<String> reached() {
        return switch (run.profile().reach()) {
            case EGRESS -> null;
            case MODEL -> Set.of();
        };
    }

    /** What it said last, if it was asked for an answer; once it has ended. */
    @Nullable String answer() {
        return started == null || run.answer() == null ? null : started.answer();
    }

    private @Nullable EarlierConversation conversation() throws InterruptedException {
        var prompt = run.nextPrompt();
        var before = conversations.before();
        return prompt == null || before == null
                ? null
                : new EarlierConversation(
                        before.body(), steering.nextPrompt(prompt, before.steer()));
    }

    /** The engine has its task. Of one that takes no steers nothing better can be known. */
    void handedOver(Engine engine) throws InterruptedException {
        if (run.profile().isSteered() && !engine.takesSteers() && steering.before() > 0) {
            diary.note(new Steered(steering.before()));
        }
    }

    /**
     * Keeps the conversation for another round, if the agent came to its end. Nobody goes on with
     * the conversation of whoever judged.
     */
    void keepConversation(AgentOutcome outcome) throws InterruptedException {
        if (started != null
                && run.profile().isSteered()
                && outcome instanceof AgentOutcome.Stopped) {
            conversations.keep(started, diary.steered());
        }
    }
}
