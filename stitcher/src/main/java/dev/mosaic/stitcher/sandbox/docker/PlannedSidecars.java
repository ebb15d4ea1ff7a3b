package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.docker.services.PlannedSidecar;
import dev.mosaic.stitcher.sandbox.docker.shell.Shell;
import java.util.List;

/** What is to run beside the commands of one sandbox. */
record PlannedSidecars(Sidecars sidecars, List<PlannedSidecar> served) {
    boolean isEmpty() {
        return served.isEmpty();
    }

    /** None of it, for whom it is not meant. */
    PlannedSidecars none() {
        return new PlannedSidecars(sidecars, List.of());
    }

    /** As {@link Sidecars#open}. */
    RunningSidecars open(Profile beside, String holder, Shell shell) throws InterruptedException {
        return isEmpty() ? RunningSidecars.NONE : sidecars.open(served, beside, holder, shell);
    }
}
