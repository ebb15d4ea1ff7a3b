package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mosaic diff} */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Prints what a job has changed, or asks to be approved.")
public final class DiffCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private JobArgument job = new JobArgument();

    DiffCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = Api.of(around, job.output);
        var found = job.find(api);
        var text = TerminalText.block(api.text(JobNames.path(found) + "/diff"));
        return job.print(around, found, "diff", text, "");
    }
}
