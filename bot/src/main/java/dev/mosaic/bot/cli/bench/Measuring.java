package dev.mosaic.bot.cli.bench;

import dev.mosaic.bot.bench.Bench;
import dev.mosaic.bot.bench.Result;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** What both have in common: on what is measured, and how the result is told. */
final class Measuring {
    private static final String ENGINE = "mosaic.sandbox.docker.";

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description =
                    "what containers are made of, by digest (default: MOSAIC_SANDBOX_DOCKER_IMAGE)")
    private @Nullable String image;

    @Option(
            names = "--host",
            paramLabel = "URL",
            description =
                    "where the Docker engine listens (default: MOSAIC_SANDBOX_DOCKER_HOST, else unix:///var/run/docker.sock)")
    private @Nullable String host;

    /** Measures, tells, and takes everything away again. @return the exit code */
    int run(Surroundings around, Trial trial) throws InterruptedException {
        var settings = new HashMap<String, String>();
        settings.put("mosaic.sandbox.kind", "docker");
        put(settings, "mosaic.home", around.variables().get("MOSAIC_HOME"));
        put(settings, ENGINE + "image", image == null ? variable(around, "IMAGE") : image);
        put(settings, ENGINE + "host", host == null ? variable(around, "HOST") : host);
        Result result;
        try (var bench =
                Bench.open(
                        new Bench.Options(
                                settings,
                                output.debug(),
                                sentence -> around.err().println(sentence)))) {
            result = trial.measure(bench);
        }
        output.print(
                around.out(),
                JsonMapper.shared().valueToTree(result.members()),
                TerminalText.block(result.text()));
        return result.isRight() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static @Nullable String variable(Surroundings around, String name) {
        return around.variables().get("MOSAIC_SANDBOX_DOCKER_" + name);
    }

    private static void put(HashMap<String, String> settings, String name, @Nullable String value) {
        if (value != null) {
            settings.put(name, value);
        }
    }

    /** Refuses a count that measures nothing. */
    static void mustBePositive(CommandLine line, String option, int count) {
        if (count < 1) {
            throw new CommandLine.ParameterException(
                    line, "%s is %d; give a number from 1.".formatted(option, count));
        }
    }

    /** What is measured. */
    interface Trial {
        Result measure(Bench bench) throws InterruptedException;
    }
}
