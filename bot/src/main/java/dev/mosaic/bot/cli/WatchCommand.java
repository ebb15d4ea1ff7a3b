package dev.mosaic.bot.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic watch} */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a job while it runs, and how it ends.",
            "The exit code is 0 if the job completed and 1 if it did not. With --json, one event per line."
        })
final class WatchCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "JOB", description = "the job")
    private String job = "";

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "the repository of a bare issue number")
    private @Nullable String repo;

    WatchCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        return new Watching(around, output).watch(around.api(output), job, repo);
    }
}
