package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.sandbox.process.ProcessSettings.Confinement;

/** The process sandbox as another account. */
class AccountSandboxTest extends ProcessContract {
    @Override
    SampleSettings settings() {
        return SampleSettings.of(Confinement.ACCOUNT);
    }
}
