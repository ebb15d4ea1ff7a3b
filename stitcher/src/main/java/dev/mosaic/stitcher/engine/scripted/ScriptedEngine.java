package dev.mosaic.stitcher.engine.scripted;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.scripted.ScriptReader.Reading;
import dev.mosaic.stitcher.engine.scripted.ScriptReader.Reading.Playable;
import dev.mosaic.stitcher.engine.scripted.ScriptReader.Reading.Unusable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Plays a file of steps. Read when the program starts, so that a mistake is told before anybody
 * waits, and anew for every run.
 */
@Component
final class ScriptedEngine implements Engine {
    private static final String CLASSPATH = "classpath:";

    private final @Nullable String script;
    private volatile Reading reading;

    ScriptedEngine(ScriptedSettings settings) {
        this.script = settings.script();
        this.reading = load(script);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public String description() {
        return "Scripted: plays steps from a file that a person wrote. No model is asked.";
    }

    @Override
    public Optional<String> unavailable() {
        return switch (reading) {
            case Playable _ -> Optional.empty();
            case Unusable(var problem) -> Optional.of(problem);
        };
    }

    @Override
    public EngineRun start(RunSpec spec) {
        reading = load(script);
        return switch (reading) {
            case Playable(var playable) -> ScriptedRun.start(playable, spec);
            case Unusable(var problem) -> ScriptedRun.failed(spec, problem);
        };
    }

    private static Reading load(@Nullable String script) {
        if (script == null || script.isBlank()) {
            return new Unusable(
                    "The engine `scripted` has no script. Let mosaic.engine.scripted.script name a file of steps and start Mosaic again, or choose another engine.");
        }
        try (var stream = open(script)) {
            return ScriptReader.read(
                    script, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Unusable(
                    "The script `%s` cannot be read (%s). Let mosaic.engine.scripted.script name a file of steps and start Mosaic again."
                            .formatted(script, e));
        }
    }

    private static InputStream open(String script) throws IOException {
        if (!script.startsWith(CLASSPATH)) {
            return Files.newInputStream(Path.of(script));
        }
        var name = script.substring(CLASSPATH.length());
        var stream = ScriptedEngine.class.getClassLoader().getResourceAsStream(name);
        if (stream == null) {
            throw new FileNotFoundException(name);
        }
        return stream;
    }
}
