package dev.mosaic.stitcher.model;

import dev.mosaic.stitcher.model.Provider.Served;

/**
 * A model that may be used.
 *
 * @param provider the name of its provider in the settings
 * @param name as the provider calls it
 * @param window how many tokens it reads at once
 * @param output most tokens of an answer whose request names no limit
 */
public record Model(String provider, ModelApi api, String name, long window, long output) {
    static Model of(String provider, ModelApi api, String name, Served served) {
        return new Model(provider, api, name, served.window(), served.output());
    }

    /** {@code provider/name}: what people write. */
    @Override
    public String toString() {
        return provider + "/" + name;
    }
}
