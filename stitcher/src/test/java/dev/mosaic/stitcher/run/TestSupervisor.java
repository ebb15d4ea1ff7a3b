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

/** A supervisor of one engine and one kind of sandbox, without models. */
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
        return of(
                postgres,
                stores,
                agents,
                engine,
                new Sandboxes(
                        List.of(sandbox), new SandboxSettings(sandbox.name(), folder, "/bin")),
                settings);
    }

    /** One that shares its kinds of sandbox with others. */
    public static RunSupervisor of(
            Postgres postgres,
            Stores stores,
            Agents agents,
            Engine engine,
            Sandboxes sandboxes,
            RunSettings settings) {
        var engines = new Engines(List.of(engine), new EngineSettings(engine.name()));
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
                TestModels.of(postgres, engines));
    }
}
