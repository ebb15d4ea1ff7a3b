package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineSettings;
import dev.mosaic.stitcher.engine.Engines;
import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Stores;
import java.nio.file.Path;
import java.util.List;

/** A supervisor of one engine and one kind of sandbox, without models if nobody names them. */
public final class TestSupervisor {
    private TestSupervisor() {}

    /**
     * @param folder of the sandboxes
     */
    public static RunSupervisor of(
            Postgres postgres,
            Stores stores,
            Agents agents,
            Engine engine,
            Sandbox sandbox,
            Path folder,
            RunSettings settings) {
        return of(postgres, stores, agents, engine, sandboxes(sandbox, folder), settings);
    }

    static Sandboxes sandboxes(Sandbox sandbox, Path folder) {
        return new Sandboxes(List.of(sandbox), new SandboxSettings(sandbox.name(), folder, "/bin"));
    }

    /** One that shares its kinds of sandbox with others. */
    public static RunSupervisor of(
            Postgres postgres,
            Stores stores,
            Agents agents,
            Engine engine,
            Sandboxes sandboxes,
            RunSettings settings) {
        var engines = only(engine);
        return of(stores, agents, engines, sandboxes, settings, TestModels.of(postgres, engines));
    }

    static Engines only(Engine engine) {
        return new Engines(List.of(engine), new EngineSettings(engine.name()));
    }

    /** One whose engines have models. */
    static RunSupervisor of(
            Stores stores,
            Agents agents,
            Engines engines,
            Sandboxes sandboxes,
            RunSettings settings,
            RunModels models) {
        return new RunSupervisor(
                engines,
                sandboxes,
                agents,
                new Diaries(
                        agents,
                        stores.jobs(),
                        stores.log(),
                        stores.steers(),
                        stores.conversations()),
                settings,
                models);
    }
}
