package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.console.Surroundings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mosaic cancel} */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Stops a job. What it did so far stays on its branch.")
public final class CancelCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private JobArgument job = new JobArgument();

    CancelCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        return job.change(around, "/cancel", Map.of());
    }
}
