package dev.mosaic.stitcher.engine;

/** How a run of an engine ended. */
public sealed interface RunResult {
    /** The agent stopped by itself. @param summary its own last words: untrusted */
    record Stopped(String summary, int turns) implements RunResult {}

    /** The run was told to stop. */
    record Aborted(int turns) implements RunResult {}

    /**
     * The engine broke.
     *
     * @param passing true if another try may succeed without anybody doing something
     */
    record Crashed(String detail, boolean passing, int turns) implements RunResult {}

    int turns();
}
