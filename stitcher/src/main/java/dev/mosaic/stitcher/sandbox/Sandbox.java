package dev.mosaic.stitcher.sandbox;

import java.util.Set;

/**
 * A kind of place where commands run. Blocking. A failure to open is {@link
 * dev.mosaic.stitcher.failure.Failure.Later} if it may pass, {@link
 * dev.mosaic.stitcher.failure.Failure.Never} if a person must act.
 */
public interface Sandbox {
    /** {@code process}, {@code docker}: the name in settings and evidence. */
    String name();

    /**
     * One honest sentence on what this kind does and does not keep apart; shown in every report.
     * May take a trial at the first call.
     */
    String isolation() throws InterruptedException;

    /** What commands are kept from here; empty if nothing. Each is tested by the contract. */
    Set<Wall> walls() throws InterruptedException;

    /**
     * Makes a place of its own for one agent or one inspection.
     *
     * @throws dev.mosaic.stitcher.failure.Failure.Never if the repository may not run here
     */
    SandboxHandle open(SandboxSpec spec) throws InterruptedException;

    /**
     * Runs the setup of a repository, or takes what it left before from the cache; sandboxes of
     * that job which open until the answer is closed begin with it, and none of them can change it
     * for another. A kind of sandbox whose commands have this machine's network runs none, and
     * refuses sidecars.
     *
     * @throws dev.mosaic.stitcher.failure.Failure.Never if one of the commands failed and would
     *     fail again, with the end of its output, or if a sidecar is not to be had here
     * @throws dev.mosaic.stitcher.failure.Failure.Later if a registry was away
     */
    default ReadySetup setUp(Setup asked) throws InterruptedException {
        return ReadySetup.NONE;
    }

    /**
     * Ends everything that earlier incarnations of this node left running. When it returns, nothing
     * of that runs any more; it may be called again at any time.
     *
     * @return how many processes or containers were ended
     * @throws dev.mosaic.stitcher.failure.Failure if it could not look, or something is left all
     *     the same: then nobody may believe anything gone
     */
    int sweep(String node, String incarnation) throws InterruptedException;
}
