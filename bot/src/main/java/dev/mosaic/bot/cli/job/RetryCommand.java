package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.console.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mosaic retry} */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = "Starts a job again that is over.")
public final class RetryCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private JobArgument job = new JobArgument();

    @Parameters(
            index = "1..*",
            paramLabel = "TEXT",
            description = "what the agent should know this time")
    private List<String> text = List.of();

    RetryCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        return job.change(around, "/retry", Map.of("instructions", String.join(" ", text)));
    }
}
