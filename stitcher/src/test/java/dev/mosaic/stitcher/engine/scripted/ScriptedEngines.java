package dev.mosaic.stitcher.engine.scripted;

import dev.mosaic.stitcher.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lends the scripted engine to the tests of other packages. */
public final class ScriptedEngines {
    private ScriptedEngines() {}

    /** An engine that plays this script. @param folder a temporary one for its file */
    public static Engine playing(Path folder, String script) {
        try {
            var file = Files.createTempFile(folder, "script", ".yml");
            return new ScriptedEngine(
                    new ScriptedSettings(Files.writeString(file, script).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An engine without a script. */
    public static Engine unavailable() {
        return new ScriptedEngine(new ScriptedSettings(null));
    }
}
