package dev.mosaic.stitcher.inspector;

/**
 * A check that the host makes itself, on the change as git holds it: nothing is checked out and
 * nothing of the change is executed. All of them run in every round, in the order of Spring's
 * {@code @Order}, before the gates that need a sandbox; a gate that says no does not keep the
 * others from being heard. To add one, make a bean of it. Blocking; runs on the job's own thread,
 * and interruption ends it.
 */
public interface HostGate {
    /** The name in evidence and events: a short word, unique among all gates. */
    String name();

    /**
     * Whether a job without quality gates may go without this one. A gate that protects others than
     * those who asked says no, and then runs in every job.
     */
    boolean mayBeSkipped();

    /**
     * What this gate says of the change. Texts of the change are hostile: they stay out of the
     * reasons unless they are bounded and harmless, and secrets stay out of them always.
     */
    Verdict inspect(HostChange change) throws InterruptedException;
}
