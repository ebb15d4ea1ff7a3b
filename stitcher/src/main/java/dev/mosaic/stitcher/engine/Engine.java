package dev.mosaic.stitcher.engine;

import java.util.Optional;
import java.util.Set;

/**
 * What drives a model through one agent's run. Does not decide when to stop for limits, and its
 * words about the result are not believed: {@code run.RunSupervisor} surrounds every engine, and
 * the host reads the worktree.
 */
public interface Engine {
    /** {@code scripted}, {@code claude}: the name in commands, settings and evidence. */
    String name();

    /** What it is, in a sentence that is shown wherever its work is shown. */
    String description();

    /** Why this engine cannot run here now, with the cure; empty if it can. */
    Optional<String> unavailable();

    /** What somebody should know before they rely on it, in a sentence; empty if nothing. */
    default Optional<String> caution() {
        return Optional.empty();
    }

    /** What it needs of the models of this instance. */
    default ModelNeed modelNeed() {
        return ModelNeed.NONE;
    }

    /** Whether the programs of a run ask the model themselves, from within the sandbox. */
    default boolean asksFromSandbox() {
        return false;
    }

    /** Whether a run asks its {@link Steering} for steers while it works. */
    default boolean takesSteers() {
        return false;
    }

    /**
     * To which profiles its agents can be held: it offers them no tool that their profile has not.
     * A run of another profile is refused.
     */
    default Set<Profile> profiles() {
        return Set.of(Profile.WEAVER);
    }

    /** Begins a run. Returns at once. Every tool of the run works inside {@code spec.sandbox()}. */
    EngineRun start(RunSpec spec);
}
