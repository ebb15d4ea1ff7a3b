package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.RunSpec;
import java.util.Optional;

/** Runs a program in the sandbox and listens to what it prints. */
final class CliEngine implements Engine {
    private final Recipe recipe;
    private final Programs programs;

    CliEngine(Recipe recipe, Programs programs) {
        this.recipe = recipe;
        this.programs = programs;
    }

    @Override
    public String name() {
        return recipe.name();
    }

    @Override
    public String description() {
        return caution()
                .map(caution -> recipe.description() + " " + caution)
                .orElse(recipe.description());
    }

    @Override
    public Optional<String> caution() {
        return recipe.preset() == null
                ? Optional.empty()
                : Optional.of(
                        "Untried: the preset `%s` was written from its program's documentation, and the program itself has not run in Mosaic's tests."
                                .formatted(recipe.preset()));
    }

    @Override
    public Optional<String> unavailable() {
        var program = recipe.argv().getFirst();
        return programs.find(program) != null
                ? Optional.empty()
                : Optional.of(
                        "The engine `%s` needs the program `%s`, which was not found (looked in %s). Install it, add its folder to mosaic.sandbox.path, or write its absolute path first in mosaic.engine.cli.%s.argv."
                                .formatted(name(), program, programs.path(), name()));
    }

    @Override
    public ModelNeed modelNeed() {
        return recipe.model();
    }

    @Override
    public boolean asksFromSandbox() {
        return recipe.model() != ModelNeed.NONE;
    }

    @Override
    public EngineRun start(RunSpec spec) {
        var program = programs.find(recipe.argv().getFirst());
        if (program == null) {
            return CliRun.failed(recipe, spec, unavailable().orElse("Its program is not there."));
        }
        if (asksFromSandbox() && spec.endpoint() == null) {
            return CliRun.failed(
                    recipe,
                    spec,
                    "The engine `%s` has no model to ask. Name a provider and its models in mosaic.model.providers, or write `none` in mosaic.engine.cli.%s.model if the program has a way of its own."
                            .formatted(name(), name()));
        }
        var model = recipe.modelOf(spec);
        if (model != null && !Recipe.isModel(model)) {
            return CliRun.failed(
                    recipe,
                    spec,
                    "This is no name of a model. Write letters, digits and `._:/@+-`, beginning with a letter or digit, after `model=`.");
        }
        return CliRun.start(recipe, program, spec);
    }
}
