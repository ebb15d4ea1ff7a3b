package dev.mosaic;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** Holds the arrows that the package-info files allow, over all four modules. */
class ModularityTest {
    @Test
    void everyArrowIsAllowedByItsPackage() {
        ApplicationModules.of(MosaicApplication.class, ImportedClasses.PROGRAM).verify();
    }
}
