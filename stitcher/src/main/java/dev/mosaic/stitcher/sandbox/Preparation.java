package dev.mosaic.stitcher.sandbox;

import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is to be ready before the commands of a job run, so that they need no network.
 *
 * @param owner whose preparation it is; what is ready then holds for every sandbox of that job
 * @param recipe how it is made
 * @param checkout where it is made
 * @param progress hears what takes time
 * @param opened is shown whatever is opened to make it; what it gives back is used instead
 */
public record Preparation(
        Owner owner,
        Repository repository,
        Recipe recipe,
        Checkout checkout,
        Progress progress,
        UnaryOperator<SandboxHandle> opened) {
    public Preparation(
            Owner owner,
            Repository repository,
            Recipe recipe,
            Checkout checkout,
            Progress progress) {
        this(owner, repository, recipe, checkout, progress, UnaryOperator.identity());
    }

    /**
     * What makes it. Who has the same repository, branch, steps and inputs may get what was made
     * before.
     *
     * @param branch whose commits say so; empty for the default branch
     * @param inputs what tells the files apart that say what is needed
     */
    public record Recipe(String branch, List<Step> steps, String inputs) {
        public Recipe {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One command.
     *
     * @param run a line for {@code sh}
     * @param needs the kind of registry without which it is left out; null for none
     */
    public record Step(String run, @Nullable String needs) {}

    /** The files of the base commit, in a folder of its own. */
    public interface Checkout {
        /** Makes it, and removes it afterwards; only called if something is to be made. */
        void use(Work work) throws InterruptedException;

        /** What is done there. */
        interface Work {
            void in(Path folder) throws InterruptedException;
        }
    }

    /** Tells people. */
    public interface Progress {
        /**
         * @param note one sentence
         */
        void tell(String note) throws InterruptedException;
    }
}
