package dev.mosaic.stitcher.engine;

import dev.mosaic.stitcher.model.Model;
import dev.mosaic.stitcher.model.ModelApi;

/** What an engine needs of the models of this instance. */
public enum ModelNeed {
    /** None: it asks no model, or brings its own way to one. */
    NONE,
    /** A model that speaks Anthropic's Messages. */
    MESSAGES;

    /** True if it can ask this model. */
    public boolean fits(Model model) {
        return switch (this) {
            case NONE -> false;
            case MESSAGES -> model.api() == ModelApi.ANTHROPIC;
        };
    }
}
