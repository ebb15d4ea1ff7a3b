package dev.mosaic.bench;

/**
 * One of the things that are compared.
 *
 * @param ours a failure of ours ends the run; a failure of a peer is a line of the report
 */
record Arm(String name, boolean ours, Window window) {
    /** One window of measurement. */
    interface Window {
        Outcome open() throws Exception;
    }

    static Arm ours(String name, Window window) {
        return new Arm(name, true, window);
    }

    static Arm peer(String name, Window window) {
        return new Arm(name, false, window);
    }
}
