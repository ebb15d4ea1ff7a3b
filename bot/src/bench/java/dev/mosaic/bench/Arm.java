package dev.mosaic.bench;

/**
 * One of the things that are compared.
 *
 * @param ours a failure of ours ends the run; a failure of a peer is a line of the report
 * @param java it runs in this JVM, and gets faster for a while
 */
record Arm(String name, boolean ours, boolean java, Window window) {
    /** One window of measurement. */
    interface Window {
        Outcome open() throws Exception;
    }

    static Arm ours(String name, Window window) {
        return new Arm(name, true, true, window);
    }

    static Arm peer(String name, Window window) {
        return new Arm(name, false, false, window);
    }
}
