package dev.mosaic.stitcher.loop;

import org.springframework.context.SmartLifecycle;

/**
 * A part of the program that is one loop: it starts and stops with the program, in its phase. The
 * stop is over when the last turn is, within the grace of the loop's pace.
 */
public interface Looping extends SmartLifecycle {
    /** Always the same one. */
    Loop loop();

    @Override
    default void start() {
        loop().start();
    }

    @Override
    default void stop(Runnable callback) {
        loop().stop().whenComplete((_, _) -> callback.run());
    }

    @Override
    default void stop() {
        loop().stop();
    }

    @Override
    default boolean isRunning() {
        return loop().running();
    }
}
