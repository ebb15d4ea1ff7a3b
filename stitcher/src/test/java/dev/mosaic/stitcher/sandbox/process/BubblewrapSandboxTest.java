package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.sandbox.process.ProcessSettings.Confinement;

/** The process sandbox in namespaces. */
class BubblewrapSandboxTest extends ProcessContract {
    @Override
    SampleSettings settings() {
        return SampleSettings.of(Confinement.BUBBLEWRAP);
    }
}
