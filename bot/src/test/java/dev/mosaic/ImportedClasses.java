package dev.mosaic;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes of all four modules, read once for all tests that look at them. */
final class ImportedClasses {
    /** Whether it is of the program: the test kit comes as a jar, which does not say so itself. */
    static final ImportOption PROGRAM =
            location ->
                    ImportOption.Predefined.DO_NOT_INCLUDE_TESTS.includes(location)
                            && !location.contains("-tests.jar");

    private ImportedClasses() {}

    /** Those of the program. */
    static JavaClasses main() {
        return Main.CLASSES;
    }

    /** Those of the tests. */
    static JavaClasses tests() {
        return Tests.CLASSES;
    }

    private static final class Main {
        private static final JavaClasses CLASSES = imported(PROGRAM);
    }

    private static final class Tests {
        private static final JavaClasses CLASSES =
                imported(location -> !PROGRAM.includes(location));
    }

    private static JavaClasses imported(ImportOption which) {
        return new ClassFileImporter().withImportOption(which).importPackages("dev.mosaic");
    }
}
