package dev.mosaic.stitcher.sandbox;

import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The setup of a repository: what is fetched and made before the commands of a job run, so that
 * they need no network.
 *
 * @param owner whose setup it is; what it leaves is there for every sandbox of that job
 * @param recipe what is run
 * @param checkout where it is run
 * @param progress hears what takes time
 * @param opened is shown whatever is opened to run it; what it gives back is used instead
 */
public record Setup(
        Owner owner,
        Repository repository,
        Recipe recipe,
        Checkout checkout,
        Progress progress,
        UnaryOperator<SandboxHandle> opened) {
    public Setup(
            Owner owner,
            Repository repository,
            Recipe recipe,
            Checkout checkout,
            Progress progress) {
        this(owner, repository, recipe, checkout, progress, UnaryOperator.identity());
    }

    /**
     * What is run. Who has the same repository, branch, steps and inputs may get what was made
     * before.
     *
     * @param branch whose commits say so; empty for the default branch
     * @param inputs what tells the files apart that say what is needed
     * @param sidecars what runs beside the commands of the job, anew in each of its sandboxes; not
     *     beside the steps
     */
    public record Recipe(String branch, List<Step> steps, String inputs, List<Sidecar> sidecars) {
        public Recipe {
            steps = List.copyOf(steps);
            sidecars = List.copyOf(sidecars);
        }

        /** With nothing beside the commands. */
        public Recipe(String branch, List<Step> steps, String inputs) {
            this(branch, steps, inputs, List.of());
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
