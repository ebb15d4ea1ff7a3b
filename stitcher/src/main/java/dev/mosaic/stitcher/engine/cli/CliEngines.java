package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineSource;
import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.cli.CliSettings.Input;
import dev.mosaic.stitcher.engine.cli.CliSettings.Program;
import dev.mosaic.stitcher.engine.cli.CliSettings.Stop;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One engine for each program that the settings name. */
@Component
final class CliEngines implements EngineSource {
    private final List<Engine> engines;

    CliEngines(CliSettings settings, SandboxSettings sandbox) {
        var presets = Presets.shipped();
        var programs = new Programs(sandbox);
        this.engines =
                settings.cli().entrySet().stream()
                        .<Engine>map(it ->
                                new CliEngine(
                                        recipe(it.getKey(), it.getValue(), presets), programs))
                        .toList();
    }

    @Override
    public List<Engine> engines() {
        return engines;
    }

    /** What the operator says, and the preset's where that is nothing. */
    static Recipe recipe(String name, Program said, Presets presets) {
        var preset = said.preset() == null && said.argv() == null ? name : said.preset();
        var base = preset == null ? null : presets.named(preset);
        if (preset != null && base == null) {
            throw new IllegalArgumentException(
                    "`mosaic.engine.cli.%s` has no `argv`, and there is no preset `%s`. Write `argv`, or let `preset` be one of: %s"
                            .formatted(name, preset, String.join(", ", presets.names())));
        }
        var known =
                base == null
                        ? new Program(null, null, null, null, null, null, null, null, null, null)
                        : base;
        return new Recipe(
                name,
                preset,
                either(said.argv(), known.argv(), List.of()),
                either(said.environment(), known.environment(), List.of()),
                either(said.home(), known.home(), Map.of()),
                either(said.model(), known.model(), ModelNeed.NONE),
                either(said.input(), known.input(), Input.STDIN),
                either(said.format(), known.format(), Format.PLAIN),
                either(said.success(), known.success(), List.of(0)),
                either(said.interrupt(), known.interrupt(), Stop.INTERRUPT),
                either(
                        said.description(),
                        known.description(),
                        "A program of this instance's operator."));
    }

    private static <T> T either(@Nullable T said, @Nullable T known, T otherwise) {
        return said != null ? said : Objects.requireNonNullElse(known, otherwise);
    }
}
