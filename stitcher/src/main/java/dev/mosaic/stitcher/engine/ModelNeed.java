package dev.mosaic.stitcher.engine;

import dev.mosaic.stitcher.model.Model;
import dev.mosaic.stitcher.model.ModelApi;

/** What an engine needs of the models of this instance. */
public enum ModelNeed {
    /** None: it asks no model, or brings its own way to one. */
    NONE("no model"),
    /** A model that speaks Anthropic's Messages. */
    MESSAGES("Anthropic's Messages"),
    /** A model that speaks OpenAI's chat completions and responses. */
    COMPLETIONS("OpenAI's chat completions and responses");

    private final String words;

    ModelNeed(String words) {
        this.words = words;
    }

    /** What the engine speaks, as people call it. */
    String words() {
        return words;
    }

    /** True if it can ask this model. */
    public boolean fits(Model model) {
        return switch (this) {
            case NONE -> false;
            case MESSAGES -> model.api() == ModelApi.ANTHROPIC;
            case COMPLETIONS -> model.api() == ModelApi.OPENAI;
        };
    }
}
