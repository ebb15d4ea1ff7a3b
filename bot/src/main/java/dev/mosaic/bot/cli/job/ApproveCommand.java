package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.console.Surroundings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mosaic approve} */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = "Lets the change that a job asks about go on. `mosaic diff` shows it.")
public final class ApproveCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private JobArgument job = new JobArgument();

    ApproveCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        return job.change(around, "/approve", Map.of());
    }
}
