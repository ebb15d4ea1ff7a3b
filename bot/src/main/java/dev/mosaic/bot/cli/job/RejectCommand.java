package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.console.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mosaic reject} */
@Command(
        name = "reject",
        mixinStandardHelpOptions = true,
        description = "Sends the change that a job asks about back to the agent, with a reason.")
public final class RejectCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private JobArgument job = new JobArgument();

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "REASON",
            description = "what the agent should do otherwise")
    private List<String> reason = List.of();

    RejectCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        return job.change(around, "/reject", Map.of("reason", String.join(" ", reason)));
    }
}
