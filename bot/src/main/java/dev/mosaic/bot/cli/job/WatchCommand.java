package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mosaic watch} */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a job while it runs, and how it ends.",
            "The exit code is 0 if the job completed and 1 if it did not. With --json, one event per line."
        })
public final class WatchCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private JobArgument job = new JobArgument();

    WatchCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        return new Watching(around, job.output)
                .watch(Api.of(around, job.output), job.name, job.repo);
    }
}
