package dev.mosaic;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** Holds the arrows that the package-info files allow, over all four modules. */
class ModularityTest {
    @Test
    void everyArrowIsAllowedByItsPackage() {
        ApplicationModules.of(
                        MosaicApplication.class,
                        describe("of the test kit", ModularityTest::isOfTheTestKit))
                .verify();
    }

    /** The test kit comes as a jar, which is not told apart from the program by itself. */
    private static boolean isOfTheTestKit(JavaClass type) {
        return type.getSource()
                .map(source -> source.getUri().toString())
                .filter(uri -> uri.contains("-tests.jar") || uri.contains("/test-classes/"))
                .isPresent();
    }
}
