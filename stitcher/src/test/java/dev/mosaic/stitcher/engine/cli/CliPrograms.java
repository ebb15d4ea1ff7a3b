package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.cli.CliSettings.Program;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lends engines that run small programs to the tests of other packages. */
public final class CliPrograms {
    private CliPrograms() {}

    /** An engine {@code small} that runs a script for {@code sh}. @param format as in settings */
    public static Engine running(Path folder, String format, String script) throws IOException {
        return engine(folder, format, List.of(script(folder, script)));
    }

    static String script(Path folder, String script) throws IOException {
        var file = Files.createTempFile(folder, "program", "");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    static Engine engine(Path folder, String format, List<String> argv) {
        return engine(
                folder,
                new Program(
                        null,
                        argv,
                        null,
                        null,
                        null,
                        null,
                        Format.valueOf(format.toUpperCase(Locale.ROOT).replace('-', '_')),
                        null,
                        null,
                        null));
    }

    static Engine engine(Path folder, Program program) {
        return new CliEngines(
                        new CliSettings(Map.of("small", program)),
                        new SandboxSettings("process", folder, "/usr/local/bin:/usr/bin:/bin"))
                .engines()
                .getFirst();
    }
}
