package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineEvent.Told;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.Steering;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import java.util.Map;

/** What one agent gets: a sandbox, its task with what people said, and a way to its model. */
final class Outfit {
    private final AgentRun run;
    private final ModelUse use;
    private final Diary diary;
    private final Voices voices;

    Outfit(AgentRun run, ModelUse use, Diary diary, Voices voices) {
        this.run = run;
        this.use = use;
        this.diary = diary;
        this.voices = voices;
    }

    /** Whose commands reach the model only if the engine asks it from there. */
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
                true,
                Map.of(),
                new Network(
                        null, endpoint == null ? null : endpoint.baseUrl(), diary::blocked));
    }

    RunSpec task(Engine engine, SandboxHandle sandbox) throws InterruptedException {
        return new RunSpec(
                run.agent(),
                run.step().round(),
                sandbox,
                voices.prompt(run.prompt()),
                run.model(),
                engine.asksFromSandbox()
                        ? use.endpointAt(sandbox.server())
                        : use.endpoint(),
                engine.listens() ? voices : Steering.NONE);
    }

    /** The engine has its task. Of one that does not listen nothing better can be known. */
    void handedOver(Engine engine) throws InterruptedException {
        if (!engine.listens() && voices.before() > 0) {
            diary.note(new Told(voices.before()));
        }
    }
}
