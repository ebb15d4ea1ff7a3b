package dev.mosaic.stitcher.engine;

import java.util.List;

/** Where several engines come from at once: those that settings describe. */
public interface EngineSource {
    /** The same engines each time, each with a name of its own. */
    List<Engine> engines();
}
