package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mosaic logs} */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints what the agents and gates of a job printed.")
public final class LogsCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private JobArgument job = new JobArgument();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STAGE",
            description = "only this stage: context, weave, inspect, publish, report")
    private @Nullable String stage;

    LogsCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = Api.of(around, job.output);
        var found = job.find(api);
        var query = stage == null ? "" : "?stage=" + Api.encode(stage);
        var text = TerminalText.block(api.text(JobNames.path(found) + "/log" + query));
        return job.print(around, found, "log", text, "Nothing was printed so far\n");
    }
}
