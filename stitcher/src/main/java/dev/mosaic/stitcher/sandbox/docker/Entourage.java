package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.docker.services.Served;
import dev.mosaic.stitcher.sandbox.docker.shell.Shell;
import java.util.List;

/** What is to run beside the commands of one sandbox. */
record Entourage(Companions companions, List<Served> served) {
    boolean isEmpty() {
        return served.isEmpty();
    }

    /** None of it, for whom it is not meant. */
    Entourage none() {
        return new Entourage(companions, List.of());
    }

    /** As {@link Companions#open}. */
    Retinue open(Profile beside, String holder, Shell shell) throws InterruptedException {
        return isEmpty() ? Retinue.NONE : companions.open(served, beside, holder, shell);
    }
}
