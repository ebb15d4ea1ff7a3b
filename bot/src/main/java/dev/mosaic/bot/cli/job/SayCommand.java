package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mosaic say} */
@Command(
        name = "say",
        mixinStandardHelpOptions = true,
        description = "Tells the agent of a job something before its next turn, or its next agent.")
public final class SayCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private JobArgument job = new JobArgument();

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TEXT",
            description = "what the agent should know")
    private List<String> text = List.of();

    SayCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = Api.of(around, job.output);
        var path = JobNames.path(job.find(api)) + "/say";
        var said = api.post(path, Map.of("text", String.join(" ", text)));
        job.output.print(around.out(), said, TerminalText.block(said.path("text").asString("")));
        return ExitCode.DONE;
    }
}
