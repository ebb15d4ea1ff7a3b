package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.console.Surroundings;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mosaic approve} */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = "Lets the change that a job asks about go on. `mosaic diff` shows it.")
public final class ApproveCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private JobArgument job = new JobArgument();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "COMMIT",
            description = "only if the job asks about this one, such as 98712ab")
    private @Nullable String commit;

    ApproveCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        return job.change(around, "/approve", commit == null ? Map.of() : Map.of("commit", commit));
    }
}
