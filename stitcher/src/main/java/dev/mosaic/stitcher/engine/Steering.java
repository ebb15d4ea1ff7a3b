package dev.mosaic.stitcher.engine;

import java.util.List;

/**
 * The steers of one agent: what people say to it while it works. An engine that {@link
 * Engine#takesSteers()} asks before each turn, and once more before it ends; it tells by {@link
 * EngineEvent.Steered} what its model has read. What is not told that way the next agent gets
 * again.
 */
public interface Steering {
    /** Nobody says anything. */
    Steering NONE =
            new Steering() {
                @Override
                public long before() {
                    return 0;
                }

                @Override
                public List<Steer> next() {
                    return List.of();
                }
            };

    /** The id of the last steer that the run's prompt holds already; 0 if it holds none. */
    long before();

    /**
     * What came since the last time, in order; empty if nothing, or if nobody can be asked at the
     * moment. Blocking, for seconds at most.
     */
    List<Steer> next() throws InterruptedException;

    /**
     * Something that a person said to the agent.
     *
     * @param id greater than that of every steer before
     * @param text for the model as it is: it says who speaks, and nothing in it can end that
     */
    record Steer(long id, String text) {}
}
