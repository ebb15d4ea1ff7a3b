package dev.mosaic.stitcher.engine;

import java.util.List;

/**
 * What people say to an agent while it works. An engine that {@link Engine#listens()} asks before
 * each turn, and once more before it ends; it tells by {@link EngineEvent.Told} what its model has
 * read. What is not told that way is said to the next agent again.
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
                public List<Word> next() {
                    return List.of();
                }
            };

    /** The number of the last word that the run's prompt holds already; 0 if it holds none. */
    long before();

    /**
     * What was said since the last time, in order; empty if nothing, or if nobody can be asked at
     * the moment. Blocking, for seconds at most.
     */
    List<Word> next() throws InterruptedException;

    /**
     * Something that was said.
     *
     * @param number greater than that of everything that was said before
     * @param text for the model as it is: it says who speaks, and nothing in it can end that
     */
    record Word(long number, String text) {}
}
