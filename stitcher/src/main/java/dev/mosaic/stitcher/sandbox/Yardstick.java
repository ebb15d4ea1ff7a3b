package dev.mosaic.stitcher.sandbox;

import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import java.util.List;

/**
 * What the engine of a kind of sandbox does without Mosaic: the same engine, the same client, the
 * same image, and nothing of what makes a sandbox of it. Figures of that kind stand beside it; no
 * job ever runs here. Blocking; fails as {@link Sandbox} does.
 */
public interface Yardstick {
    /** The kind of sandbox that is measured by it, by its name. */
    String name();

    /**
     * The engine and the image, in one line.
     *
     * @throws dev.mosaic.stitcher.failure.Failure if there is no engine or no image; its text names
     *     the setting
     */
    String describe() throws InterruptedException;

    /**
     * Starts one place with one program in it; returns when the engine says that it started.
     * Whoever is interrupted may leave one behind, which {@link Sandbox#sweep} ends.
     */
    Bare start(Owner owner, List<String> argv) throws InterruptedException;

    /**
     * How many places of a node run at this moment, bare ones and sandboxes, as the engine knows.
     */
    int running(String node) throws InterruptedException;

    /** How many there are, running or not. */
    int present(String node) throws InterruptedException;

    /** One that was started. */
    interface Bare extends AutoCloseable {
        /** Waits until its program has ended; its exit code. */
        int awaitEnd() throws InterruptedException;

        /** Has the engine kill it, and waits until the engine says that it ended. */
        void kill() throws InterruptedException;

        /** Removes it, running or not. */
        @Override
        void close();
    }
}
