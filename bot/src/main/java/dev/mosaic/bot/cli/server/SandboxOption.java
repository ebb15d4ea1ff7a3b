package dev.mosaic.bot.cli.server;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where commands run, for one start. */
final class SandboxOption {
    @Option(
            names = "--sandbox",
            paramLabel = "KIND",
            description =
                    "Where agents and gates run: process, or docker, which needs MOSAIC_SANDBOX_DOCKER_IMAGE."
                            + " Without it mosaic.sandbox.kind decides.")
    private @Nullable String kind;

    /** As settings of the application. */
    Map<String, String> settings() {
        return kind == null ? Map.of() : Map.of("mosaic.sandbox.kind", kind);
    }
}
